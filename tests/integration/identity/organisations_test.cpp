#include "common/base/encoding.hpp"
#include "tests/integration/identity/world.hpp"

namespace shanhai::identity {
namespace {

constexpr auto kPhone = "13800138000";
constexpr auto kOther = "13900139000";

class OrganisationsTest : public World {
 protected:
  Result<Organisation> create(const auth::Principal& by, NewOrganisation request) {
    return run(organisations.create(by, std::move(request), call));
  }
  Result<Organisation> decide(OrganisationId id, OrganisationAction action) {
    return run(organisations.decide(platform_operator(), id, action, {"because"}, call));
  }
  Result<MemberView> add(const auth::Principal& by, OrganisationId id, const std::string& phone, bool administrator) {
    return run(organisations.add_member(by, id, {phone, administrator}, call));
  }
  template <class T>
  std::string code(const Result<T>& outcome) {
    return outcome ? "done" : outcome.error().code;
  }
  std::string pointer(const Result<Organisation>& outcome) {
    return outcome.has_error() && !outcome.error().fields.empty() ? outcome.error().fields[0].pointer : "none";
  }
};

TEST_F(OrganisationsTest, ASupplierActsAtOnceAndTheApplicantAdministrates) {
  const auto by = person(kPhone);
  const auto made = create(by, application(OrganisationKind::cooperative)).value();
  EXPECT_EQ(made.status, OrganisationStatus::active);
  EXPECT_EQ(made.version, 1);
  EXPECT_EQ(made.uscc, kCooperativeUscc);
  const auto view = run(accounts.me(by)).value();
  ASSERT_EQ(view.memberships.size(), 1u);
  EXPECT_EQ(view.memberships[0].organisation.id, made.id);
  EXPECT_EQ(view.memberships[0].role, auth::Role::supplier);
  EXPECT_TRUE(view.memberships[0].administrator);
  EXPECT_EQ(run(api.organisation(made.id)).value().name, made.name);
}

TEST_F(OrganisationsTest, OthersWaitAndAreToldOfTheDecision) {
  const auto by = person(kPhone);
  const auto made = create(by, application(OrganisationKind::county_department)).value();
  EXPECT_EQ(made.status, OrganisationStatus::pending);
  const auto approved = decide(made.id, OrganisationAction::approve).value();
  EXPECT_EQ(approved.status, OrganisationStatus::active);
  EXPECT_EQ(approved.version, 2);
  EXPECT_NE(last_message(kPhone).find("已通过审核"), std::string::npos);
  EXPECT_EQ(principal(enter(kPhone, auth::Role::county_reviewer)).region, "513431");

  const auto second = create(by, application(OrganisationKind::agency)).value();
  EXPECT_EQ(decide(second.id, OrganisationAction::refuse).value().status, OrganisationStatus::refused);
  EXPECT_NE(last_message(kPhone).find("because"), std::string::npos);
  EXPECT_EQ(code(decide(second.id, OrganisationAction::approve)), "organisation_state");
  EXPECT_EQ(code(decide(OrganisationId::make(clock, random), OrganisationAction::approve)), "organisation_not_found");
}

TEST_F(OrganisationsTest, EveryChangeIsAnEventWithActorAndReason) {
  const auto by = person(kPhone);
  const auto made = create(by, application(OrganisationKind::budget_unit)).value();
  decide(made.id, OrganisationAction::approve).value();
  decide(made.id, OrganisationAction::suspend).value();
  auto connection = service.schema.connect();
  const auto rows = connection.query(
      "SELECT version, actor, reason, payload FROM outbox WHERE event_type = 'identity.organisation_changed' ORDER BY "
      "version");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].get<std::string>("actor"), by.actor());
  EXPECT_EQ(rows[2].get<std::string>("reason"), "because");
  const auto payload = json::parse<Organisation>(rows[2].get<std::string>("payload")).value();
  EXPECT_EQ(payload.status, OrganisationStatus::suspended);
  EXPECT_EQ(payload.version, 3);
}

TEST_F(OrganisationsTest, RefusedInputNamesItsField) {
  const auto by = person(kPhone);
  auto no_text = application(OrganisationKind::agency);
  no_text.proof->content_base64 = to_base64(std::string("MZ\x90\0\x03", 5));
  EXPECT_EQ(pointer(create(by, no_text)), "/proof/content_base64");
  no_text.proof->content_base64 = "not base64!";
  EXPECT_EQ(pointer(create(by, no_text)), "/proof/content_base64");
  auto missing = application(OrganisationKind::agency);
  missing.proof.reset();
  EXPECT_EQ(pointer(create(by, missing)), "/proof");
  auto unit = application(OrganisationKind::budget_unit);
  unit.superior = OrganisationId::make(clock, random);
  EXPECT_EQ(pointer(create(by, unit)), "/superior");
  EXPECT_EQ(pointer(create(by, application(OrganisationKind::platform))), "/kind");
  EXPECT_EQ(count("SELECT COUNT(*) FROM organisation"), 0);
}

TEST_F(OrganisationsTest, AUnitsSuperiorIsAnActiveUnit) {
  const auto by = person(kPhone);
  const auto superior = create(by, application(OrganisationKind::budget_unit)).value();
  auto unit = application(OrganisationKind::budget_unit);
  unit.superior = superior.id;
  EXPECT_EQ(pointer(create(by, unit)), "/superior") << "not approved yet";
  decide(superior.id, OrganisationAction::approve).value();
  EXPECT_EQ(create(by, unit).value().superior, superior.id);
  unit.superior = organisation(by, OrganisationKind::cooperative).id;
  EXPECT_EQ(pointer(create(by, unit)), "/superior");
}

TEST_F(OrganisationsTest, OneOrganisationStandsForACreditCode) {
  const auto first = person(kPhone), second = person(kOther);
  const auto held = organisation(first, OrganisationKind::cooperative);
  EXPECT_EQ(code(create(second, application(OrganisationKind::cooperative))), "uscc_taken");
  decide(held.id, OrganisationAction::suspend).value();
  EXPECT_EQ(code(create(second, application(OrganisationKind::cooperative))), "uscc_taken") << "suspended is not gone";
  decide(held.id, OrganisationAction::refuse).value();
  EXPECT_EQ(code(create(second, application(OrganisationKind::cooperative))), "done");
}

TEST_F(OrganisationsTest, AnApplicationKeepsNobodyOutAndOneIsApproved) {
  const auto first = person(kPhone), second = person(kOther);
  auto request = application(OrganisationKind::enterprise);
  request.uscc = "914403001922038216";
  const auto impostor = create(first, request).value(), owner = create(second, request).value();
  EXPECT_EQ(code(decide(owner.id, OrganisationAction::approve)), "done");
  EXPECT_EQ(code(decide(impostor.id, OrganisationAction::approve)), "uscc_taken");
  EXPECT_EQ(run(api.organisation(impostor.id)).value().status, OrganisationStatus::pending);
}

TEST_F(OrganisationsTest, IsSeenByItsMembersAndOperatorsOnly) {
  const auto by = person(kPhone), stranger = person(kOther);
  const auto made = organisation(by, OrganisationKind::cooperative);
  EXPECT_EQ(code(run(organisations.get(by, made.id))), "done");
  EXPECT_EQ(code(run(organisations.get(platform_operator(), made.id))), "done");
  EXPECT_EQ(code(run(organisations.get(stranger, made.id))), "organisation_not_found");
  EXPECT_EQ(code(run(organisations.list_members(stranger, made.id, {}))), "organisation_not_found");
  EXPECT_EQ(code(add(stranger, made.id, kOther, true)), "organisation_not_found");
  EXPECT_EQ(code(run(organisations.remove_member(stranger, made.id, by.account, call))), "organisation_not_found");
  EXPECT_EQ(code(run(organisations.get(stranger, OrganisationId::make(clock, random)))), "organisation_not_found");
}

TEST_F(OrganisationsTest, TheProofIsSealedAndReadingItIsRecorded) {
  const auto by = person(kPhone);
  const auto made = create(by, application(OrganisationKind::agency)).value();
  const auto document = run(organisations.proof(platform_operator(), made.id)).value();
  EXPECT_EQ(document.document_name, "授权书.txt");
  EXPECT_EQ(document.content, "兹授权张三代表本机构。");
  EXPECT_EQ(document.media_type, "text/plain; charset=utf-8");
  EXPECT_EQ(dump().find("张三"), std::string::npos);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'identity.proof_read'"), 1);
  auto without = application(OrganisationKind::cooperative);
  without.proof.reset();
  EXPECT_EQ(code(run(organisations.proof(platform_operator(), create(by, without).value().id))), "proof_not_found");
}

TEST_F(OrganisationsTest, ListsWhatWaitsPageByPage) {
  const auto by = person(kPhone);
  std::set<OrganisationId> made;
  for (int i = 0; i < 5; ++i) made.insert(create(by, application(OrganisationKind::agency)).value().id);
  create(by, application(OrganisationKind::cooperative)).value();
  OrganisationListQuery query;
  query.limit = 2;
  std::set<OrganisationId> seen;
  for (int pages = 1;; ++pages) {
    const auto page = run(organisations.list(query)).value();
    for (const auto& one : page.items) EXPECT_TRUE(seen.insert(one.id).second);
    if (!page.next_cursor) {
      EXPECT_EQ(pages, 3);
      break;
    }
    query.cursor = *page.next_cursor;
  }
  EXPECT_EQ(seen, made);
  query.cursor = "***";
  EXPECT_EQ(run(organisations.list(query)).error().fields.at(0).pointer, "query/cursor");
  OrganisationListQuery active;
  active.status = OrganisationStatus::active;
  EXPECT_EQ(run(organisations.list(active)).value().items.size(), 1u);
}

TEST_F(OrganisationsTest, AnUnknownPhoneBecomesAMemberOnceItSignsIn) {
  const auto by = person(kPhone);
  const auto made = organisation(by, OrganisationKind::cooperative);
  const auto added = add(by, made.id, kOther, false).value();
  EXPECT_EQ(added.phone, "139****9000");
  EXPECT_EQ(count("SELECT COUNT(*) FROM account WHERE status = 'invited'"), 1);
  const auto tokens = enter(kOther, auth::Role::supplier);
  EXPECT_EQ(tokens.account_id, added.account_id);
  EXPECT_EQ(count("SELECT COUNT(*) FROM account WHERE status = 'invited'"), 0);
  const auto members = run(organisations.list_members(by, made.id, {})).value();
  ASSERT_EQ(members.items.size(), 2u);
  for (const auto& one : members.items)
    EXPECT_EQ(one.phone, one.account_id == by.account ? "138****8000" : "139****9000");
}

// Whoever runs an organisation must not learn whether a phone was known here before they named it.
TEST_F(OrganisationsTest, NamingAPhoneDoesNotTellWhetherItIsKnown) {
  const auto by = person(kPhone);
  const auto made = organisation(by, OrganisationKind::cooperative);
  person(kOther);
  clock.advance(std::chrono::hours(24 * 30));
  const auto known = add(by, made.id, kOther, false).value(), unknown = add(by, made.id, "13700137000", false).value();
  EXPECT_EQ(known.granted_at, unknown.granted_at);
  EXPECT_EQ(known.administrator, unknown.administrator);
  // The first 48 bits of a UUIDv7 are a time. An account's say nothing: no id is near to the time it was made.
  for (const auto& id : {known.account_id, unknown.account_id}) {
    std::uint64_t milliseconds = 0;
    for (int i = 0; i < 6; ++i) milliseconds = milliseconds << 8 | id.bytes()[i];
    const auto apart = clock.now() - Instant(std::chrono::milliseconds(milliseconds));
    EXPECT_GT(apart, std::chrono::hours(24 * 31));
  }
}

TEST_F(OrganisationsTest, OnlyAdministratorsChangeMembers) {
  const auto by = person(kPhone);
  const auto made = organisation(by, OrganisationKind::cooperative);
  const auto other = add(by, made.id, kOther, false).value();
  const auto member = person(kOther);
  EXPECT_EQ(code(add(member, made.id, "13700137000", false)), "administrator_required");
  EXPECT_EQ(code(run(organisations.list_members(member, made.id, {}))), "administrator_required");
  EXPECT_EQ(code(run(organisations.remove_member(member, made.id, by.account, call))), "administrator_required");
  EXPECT_EQ(code(run(organisations.remove_member(member, made.id, other.account_id, call))), "done")
      << "leaving is one's own";
  EXPECT_EQ(code(run(organisations.get(member, made.id))), "organisation_not_found");
  EXPECT_EQ(code(run(organisations.remove_member(by, made.id, other.account_id, call))), "member_not_found");
  EXPECT_EQ(code(add(by, made.id, kOther, true)), "done") << "and may come back";
  EXPECT_TRUE(principal(enter(kOther, auth::Role::supplier)).administrator);
}

TEST_F(OrganisationsTest, TheLastAdministratorStays) {
  const auto by = person(kPhone);
  const auto made = organisation(by, OrganisationKind::cooperative);
  EXPECT_EQ(code(run(organisations.remove_member(by, made.id, by.account, call))), "last_administrator");
  EXPECT_EQ(code(add(by, made.id, kPhone, false)), "last_administrator");
  EXPECT_EQ(run(organisations.list_members(by, made.id, {})).value().items.size(), 1u) << "nothing was done by half";
  EXPECT_EQ(code(add(by, made.id, kOther, true)), "done");
  EXPECT_EQ(code(run(organisations.remove_member(by, made.id, by.account, call))), "done");
}

TEST_F(OrganisationsTest, TwoAdministratorsWhoRemoveEachOtherAtOnceLeaveOne) {
  const auto first = person(kPhone), second = person(kOther);
  const auto made = organisation(first, OrganisationKind::cooperative);
  for (int round = 0; round < 5; ++round) {
    ASSERT_EQ(code(add(first, made.id, kOther, true)), "done");
    std::string left, right;
    std::thread a([&] { left = code(run(organisations.remove_member(first, made.id, first.account, call))); });
    std::thread b([&] { right = code(run(organisations.remove_member(second, made.id, second.account, call))); });
    a.join();
    b.join();
    EXPECT_EQ((left == "done") + (right == "done"), 1) << left << " " << right;
    EXPECT_EQ(count("SELECT COUNT(*) FROM membership WHERE ended_at IS NULL AND administrator = 1"), 1);
    if (left != "done") continue;
    ASSERT_EQ(code(add(second, made.id, kPhone, true)), "done");
    ASSERT_EQ(code(run(organisations.remove_member(second, made.id, second.account, call))), "done");
  }
}

TEST_F(OrganisationsTest, ApplicationsHaveALimit) {
  const auto by = person(kPhone);
  std::string last;
  int made = 0;
  while (made < 30 && (last = code(create(by, application(OrganisationKind::agency)))) == "done") ++made;
  EXPECT_EQ(made, 11);
  EXPECT_EQ(last, "organisation_requests_paused");
}

TEST_F(OrganisationsTest, ContactsAreTheAdministrators) {
  const auto by = person(kPhone);
  const auto made = organisation(by, OrganisationKind::cooperative);
  add(by, made.id, kOther, false).value();
  ContactRequest request;
  request.organisation = made.id;
  EXPECT_EQ(run(api.contacts(request)).value().phones, std::vector<std::string>{kPhone});
  add(by, made.id, kOther, true).value();
  EXPECT_EQ(run(api.contacts(request)).value().phones.size(), 2u);
  ContactRequest account;
  account.account = by.account;
  EXPECT_EQ(run(api.contacts(account)).value().phones, std::vector<std::string>{kPhone});
  account.account = AccountId::make(clock, random);
  EXPECT_TRUE(run(api.contacts(account)).value().phones.empty());
}

}  // namespace
}  // namespace shanhai::identity
