#include "common/db/audit.hpp"
#include "services/identity/cleanup.hpp"
#include "services/identity/reconcile.hpp"
#include "tests/integration/identity/world.hpp"

namespace shanhai::identity {
namespace {

using std::chrono::minutes;

constexpr auto kPhone = "13800138000";
constexpr auto kOther = "13900139000";

class AccountsTest : public World {
 protected:
  template <class T>
  std::string code(const Result<T>& outcome) {
    if (outcome.has_value()) return "done";
    return outcome.error().fields.empty() ? outcome.error().code : outcome.error().fields[0].code;
  }
  Result<void> change(const auth::Principal& by, const std::string& password, std::optional<std::string> current = {}) {
    PasswordChange request;
    request.password = password;
    if (current) request.current_password = *current;
    return run(accounts.change_password(by, request, call));
  }
  Result<IssuedTokens> by_password(const std::string& password) {
    SignInRequest request;
    request.phone = kPhone;
    request.password = password;
    return sign_in(request);
  }
  DeliveryAddress address(const std::string& recipient) {
    return {recipient, kPhone, "440605", "桂城街道南海大道 1 号"};
  }
};

TEST_F(AccountsTest, APasswordServesFromThenOn) {
  const auto by = person(kPhone);
  EXPECT_FALSE(run(accounts.me(by)).value().has_password);
  ASSERT_EQ(code(change(by, "correct horse")), "done");
  EXPECT_TRUE(run(accounts.me(by)).value().has_password);
  EXPECT_EQ(code(by_password("correct horse")), "done");
  ASSERT_EQ(code(change(by, "battery staple")), "done");
  EXPECT_EQ(code(by_password("correct horse")), "invalid_credentials");
  EXPECT_EQ(code(by_password("battery staple")), "done");
}

TEST_F(AccountsTest, AStolenAccessTokenIsNotEnoughToChangeThePassword) {
  const auto by = person(kPhone);
  ASSERT_EQ(code(change(by, "correct horse")), "done");
  clock.advance(minutes(16));
  EXPECT_EQ(code(change(by, "battery staple")), "recent_sign_in_required");
  EXPECT_EQ(code(change(by, "battery staple", "wrong horse")), "wrong_password");
  EXPECT_EQ(code(change(by, "battery staple", "correct horse")), "done");
  for (int i = 0; i < 10; ++i) change(by, "battery staple", "wrong horse");
  EXPECT_EQ(code(change(by, "correct horse", "battery staple")), "sign_in_paused");
}

TEST_F(AccountsTest, WeakPasswordsAreRefused) {
  const auto by = person(kPhone);
  EXPECT_EQ(code(change(by, "password")), "weak_password");
  EXPECT_EQ(code(change(by, "x13800138000x")), "weak_password");
  EXPECT_FALSE(run(accounts.me(by)).value().has_password);
}

TEST_F(AccountsTest, ANewPasswordEndsTheOtherSignIns) {
  const auto here = enter(kPhone), elsewhere = enter(kPhone);
  ASSERT_EQ(code(change(principal(here), "correct horse")), "done");
  EXPECT_EQ(code(run(sign_ins.refresh({elsewhere.refresh_token}, call))), "session_ended");
  EXPECT_EQ(code(run(sign_ins.refresh({here.refresh_token}, call))), "done");
}

TEST_F(AccountsTest, TheExportHoldsEverything) {
  const auto by = person(kPhone);
  const auto cooperative = organisation(by, OrganisationKind::cooperative);
  run(addresses.add(by, address("李四"))).value();
  ASSERT_EQ(code(change(by, "correct horse")), "done");
  const auto all = run(accounts.exported(by)).value();
  EXPECT_EQ(all.phone, kPhone);
  EXPECT_TRUE(all.has_password);
  ASSERT_EQ(all.addresses.size(), 1u);
  EXPECT_EQ(all.addresses[0].recipient, "李四");
  EXPECT_EQ(all.addresses[0].division_name, "广东省佛山市南海区");
  ASSERT_EQ(all.memberships.size(), 1u);
  EXPECT_EQ(all.memberships[0].organisation.id, cooperative.id);
  ASSERT_EQ(all.sessions.size(), 1u);
  EXPECT_EQ(all.sessions[0].method, SignInMethod::code);
  std::set<std::string> what;
  for (const auto& trace : all.activity) what.insert(trace.what);
  EXPECT_TRUE(what.contains("identity.signed_in"));
  EXPECT_TRUE(what.contains("identity.account_registered"));
  EXPECT_TRUE(what.contains("identity.password_changed"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'identity.account_exported'"), 1);
  const auto other = run(accounts.exported(person(kOther))).value();
  EXPECT_TRUE(other.addresses.empty());
  EXPECT_TRUE(other.memberships.empty());
}

TEST_F(AccountsTest, TheExportHoldsWhatHasEndedAndWhatOthersDid) {
  const auto administrator = person(kPhone), by = person(kOther);
  const auto cooperative = organisation(administrator, OrganisationKind::cooperative);
  run(organisations.add_member(administrator, cooperative.id, {kOther, false}, call)).value();
  ASSERT_TRUE(run(organisations.remove_member(administrator, cooperative.id, by.account, call)).has_value());
  SignInRequest guess;
  guess.phone = kOther;
  guess.password = "wrong horse";
  EXPECT_EQ(code(sign_in(guess)), "invalid_credentials");
  EXPECT_TRUE(run(accounts.me(by)).value().memberships.empty());
  const auto all = run(accounts.exported(by)).value();
  ASSERT_EQ(all.memberships.size(), 1u);
  EXPECT_TRUE(all.memberships[0].ended_at.has_value());
  std::vector<std::string> membership;
  bool refused = false;
  for (const auto& trace : all.activity) {
    if (trace.what == kMembershipChanged) membership.push_back(trace.actor);
    if (trace.what == "identity.sign_in_refused") refused = trace.actor == "anonymous";
  }
  EXPECT_EQ(membership, (std::vector{administrator.actor(), administrator.actor()})) << "added, removed";
  EXPECT_TRUE(refused);
}

TEST_F(AccountsTest, TheExportHoldsEverythingHoweverMuch) {
  const auto by = person(kPhone);
  constexpr int kEntries = 2100;
  service
      .transaction([&](db::Tx& tx) -> Result<void> {
        for (int i = 0; i < kEntries; ++i) {
          db::append_audit(tx, random, {by.actor(), "identity.role_switched", by.session, {{"n", i}}});
        }
        return {};
      })
      .value();
  const auto all = run(accounts.exported(by)).value();
  std::set<std::int64_t> seen;
  for (const auto& trace : all.activity) {
    if (trace.what == "identity.role_switched") seen.insert(trace.details.at("n").as_int64());
  }
  EXPECT_EQ(seen.size(), std::size_t{kEntries});
}

TEST_F(AccountsTest, ErasureLeavesAPseudonymOnly) {
  const auto by = person(kPhone);
  run(addresses.add(by, address("李四"))).value();
  ASSERT_EQ(code(change(by, "correct horse")), "done");
  const auto tokens = enter(kPhone);
  const auto lookup = vault.lookup_hash("phone|" + std::string(kPhone));
  ASSERT_NE(dump().find(lookup), std::string::npos);
  const auto erased = run(accounts.erase(by, call)).value();
  EXPECT_EQ(erased.account_id, by.account);

  const auto left = dump();
  EXPECT_EQ(left.find(lookup), std::string::npos);
  for (const auto* kind : {"codes", "code_tries", "password_tries"}) {
    for (const auto& value : {std::string(kPhone), kPhone + ("|" + call.address)}) {
      const auto near = value == kPhone ? "" : "_near";
      const auto counted = vault.lookup_hash("throttle|" + (kind + (near + ("|" + value))));
      EXPECT_EQ(left.find(counted), std::string::npos) << kind << near << ": a count, too, tells of the phone";
    }
  }
  EXPECT_NE(left.find(by.account.str()), std::string::npos) << "events and audit name the pseudonym";
  EXPECT_EQ(count("SELECT COUNT(*) FROM address"), 0);
  EXPECT_EQ(
      count("SELECT COUNT(*) FROM account WHERE data_key IS NOT NULL OR phone IS NOT NULL OR password IS NOT NULL"), 0);
  EXPECT_EQ(code(run(sign_ins.refresh({tokens.refresh_token}, call))), "session_ended");
  EXPECT_EQ(code(run(accounts.me(by))), "account_not_found");
  EXPECT_EQ(code(run(accounts.exported(by))), "account_not_found");
  EXPECT_EQ(code(run(addresses.list(by, {}))), "account_not_found");
  EXPECT_EQ(code(change(by, "battery staple")), "account_not_found");
  EXPECT_EQ(code(run(accounts.erase(by, call))), "recent_sign_in_required") << "its session has ended";
  EXPECT_EQ(code(by_password("correct horse")), "invalid_credentials");
  ContactRequest request;
  request.account = by.account;
  EXPECT_TRUE(run(api.contacts(request)).value().phones.empty());
  EXPECT_NE(person(kPhone).account, by.account) << "the phone begins anew";
}

TEST_F(AccountsTest, ErasureAsksForARecentSignIn) {
  const auto by = person(kPhone);
  clock.advance(minutes(16));
  EXPECT_EQ(code(run(accounts.erase(by, call))), "recent_sign_in_required");
  auto forged = by;
  forged.session = "";
  EXPECT_EQ(code(run(accounts.erase(forged, call))), "recent_sign_in_required");
  EXPECT_EQ(code(run(accounts.erase(person(kPhone), call))), "done");
}

TEST_F(AccountsTest, AnOrganisationIsNotLeftWithoutAnAdministrator) {
  const auto by = person(kPhone);
  const auto cooperative = organisation(by, OrganisationKind::cooperative);
  run(organisations.add_member(by, cooperative.id, {kOther, false}, call)).value();
  const auto refused = run(accounts.erase(by, call));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, "sole_administrator");
  EXPECT_EQ(refused.error().extensions.at("organisations"), json::Array{cooperative.id.str()});
  EXPECT_EQ(code(run(accounts.me(by))), "done") << "nothing was done by half";
  run(organisations.add_member(by, cooperative.id, {kOther, true}, call)).value();
  EXPECT_EQ(code(run(accounts.erase(by, call))), "done");
  EXPECT_EQ(run(api.organisation(cooperative.id)).value().status, OrganisationStatus::active);
}

TEST_F(AccountsTest, ThePlatformKeepsAnOperator) {
  const auto by = person(kPhone);
  service
      .transaction([&](db::Tx& tx) -> Result<void> {
        StoredOrganisation platform;
        platform.facts.id = OrganisationId::make(clock, random);
        platform.facts.kind = OrganisationKind::platform;
        platform.facts.status = OrganisationStatus::active;
        platform.facts.name = "山海平台";
        platform.facts.region = "*";
        platform.data_key = vault.make_data_key("organisation:" + platform.facts.id.str());
        EXPECT_TRUE(store::insert_organisation(tx, platform));
        Membership membership;
        membership.id = MembershipId::make(clock, random);
        membership.organisation = platform.facts.id;
        membership.account = by.account;
        membership.administrator = true;
        membership.granted_at = tx.now();
        store::insert_membership(tx, membership, by.account);
        return {};
      })
      .value();
  EXPECT_EQ(code(run(accounts.erase(by, call))), "sole_administrator") << "nobody could approve the platform again";
  EXPECT_EQ(code(run(accounts.me(by))), "done");
}

TEST_F(AccountsTest, AnOrganisationWithoutMembersIsSuspended) {
  const auto by = person(kPhone);
  const auto cooperative = organisation(by, OrganisationKind::cooperative);
  ASSERT_EQ(code(run(accounts.erase(by, call))), "done");
  EXPECT_EQ(run(api.organisation(cooperative.id)).value().status, OrganisationStatus::suspended);
}

// While one is erased, another adds them as a member: in the end a member is somebody.
TEST_F(AccountsTest, ErasureAndAnInvitationAtOnceLeaveNoGhost) {
  const auto by = person(kPhone);
  const auto cooperative = organisation(by, OrganisationKind::cooperative);
  for (int round = 0; round < 6; ++round) {
    const auto other = person(kOther);
    std::string erased, added;
    std::thread a([&] { erased = code(run(accounts.erase(other, call))); });
    std::thread b([&] { added = code(run(organisations.add_member(by, cooperative.id, {kOther, false}, call))); });
    a.join();
    b.join();
    EXPECT_EQ(erased, "done");
    EXPECT_EQ(added, "done");
    EXPECT_EQ(count("SELECT COUNT(*) FROM membership m JOIN account a ON a.id = m.account WHERE m.ended_at IS NULL AND "
                    "a.status = 'erased'"),
              0);
    clock.advance(std::chrono::hours(24));
  }
  EXPECT_TRUE(accounts_not_whole(service.database, vault).value().ids.empty());
}

TEST_F(AccountsTest, TheAuditFindsWhatIsNotWhole) {
  const auto by = person(kPhone), other = person(kOther);
  const auto cooperative = organisation(by, OrganisationKind::cooperative);
  EXPECT_TRUE(accounts_not_whole(service.database, vault).value().ids.empty());
  EXPECT_EQ(accounts_not_whole(service.database, vault).value().compared, 2);
  EXPECT_TRUE(organisations_without_administrator(service.database).value().ids.empty());
  auto connection = service.schema.connect();
  connection.execute("UPDATE membership SET administrator = 0");
  EXPECT_EQ(organisations_without_administrator(service.database).value().ids, std::vector{cooperative.id.str()});
  connection.execute(
      "UPDATE account SET phone_lookup = UNHEX(SHA2('x', 256)) WHERE registered_at IS NOT NULL ORDER BY id LIMIT 1");
  EXPECT_EQ(accounts_not_whole(service.database, vault).value().ids,
            std::vector{std::min(by.account, other.account).str()});
  connection.execute("UPDATE account SET status = 'erased'");
  EXPECT_EQ(accounts_not_whole(service.database, vault).value().ids.size(), 2u) << "erased, but not gone";
  const auth::Vault stranger(std::string(32, 'x'), std::string(32, 'l'), random);
  connection.execute("UPDATE account SET status = 'active'");
  EXPECT_EQ(accounts_not_whole(service.database, stranger).value().ids.size(), 2u)
      << "another master key opens nothing";
}

TEST_F(AccountsTest, TimeTakesAwayWhatIsWorthless) {
  const auto tokens = enter(kPhone);
  ask_code(kOther);
  const auto clean = [this] {
    std::int64_t all = 0, gone = 0;
    do {
      gone = service.transaction([](db::Tx& tx) -> Result<std::int64_t> { return clean_batch(tx); }).value();
      all += gone;
    } while (gone > 0);
    return all;
  };
  EXPECT_EQ(clean(), 0);
  clock.advance(minutes(6));
  EXPECT_EQ(clean(), 1) << "the code";
  clock.advance(std::chrono::days(29));
  run(sign_ins.refresh({tokens.refresh_token}, call)).value();
  clock.advance(std::chrono::days(59));
  clean();
  EXPECT_EQ(count("SELECT COUNT(*) FROM throttle"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM session"), 1);
  clock.advance(std::chrono::days(2));
  EXPECT_EQ(clean(), 1) << "the session";
  EXPECT_EQ(count("SELECT COUNT(*) FROM refresh_token"), 0);
}

}  // namespace
}  // namespace shanhai::identity
