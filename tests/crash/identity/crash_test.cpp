// A process of identity is killed where a registration, a token rotation and an erasure commit: each has happened
// wholly or not at all, and the person can go on.
#include <gtest/gtest.h>

#include "common/base/encoding.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/reconcile.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "sql/common_migrations.hpp"
#include "sql/identity_migrations.hpp"
#include "tests/crash/identity/process.hpp"

namespace shanhai::identity {
namespace {

constexpr auto kPhone = "13800138000";

SignInRequest by_code(const std::string& code) {
  SignInRequest request;
  request.phone = kPhone;
  request.code = code;
  return request;
}

// What the child does; its environment says with what.
TEST(CrashChild, DISABLED_SignsIn) {
  Process process;
  EXPECT_TRUE(fixture::run(process.sign_ins.sign_in(by_code(fixture::from_parent("CODE")), process.call)).has_value());
}

TEST(CrashChild, DISABLED_Refreshes) {
  Process process;
  EXPECT_TRUE(
      fixture::run(process.sign_ins.refresh({fixture::from_parent("REFRESH_TOKEN")}, process.call)).has_value());
}

TEST(CrashChild, DISABLED_Erases) {
  Process process;
  auth::Principal by;
  by.account = AccountId::parse(fixture::from_parent("ACCOUNT")).value();
  by.session = fixture::from_parent("SESSION");
  EXPECT_TRUE(fixture::run(process.accounts.erase(by, process.call)).has_value());
}

class CrashTest : public testing::Test {
 protected:
  CrashTest() { test = std::make_unique<Process>(schema.endpoint()); }

  void expect_killed(const std::string& child, const std::string& at, std::map<std::string, std::string> environment) {
    const auto& endpoint = schema.endpoint();
    environment.merge(std::map<std::string, std::string>{{"ADDRESS", endpoint.address},
                                                         {"SCHEMA", endpoint.schema},
                                                         {"PASSWORD", endpoint.password},
                                                         {"SHANHAI_KILL_AT", at}});
    EXPECT_TRUE(fixture::run_child("CrashChild.DISABLED_" + child, environment).killed) << at;
  }
  // A code that is known here: stored as the service stores it.
  std::string fresh_code() {
    const std::string code = "246810";
    auto write = [&](db::Tx& tx) -> Result<void> {
      const auto lookup = phone_lookup(test->vault, kPhone);
      const auto hash = test->vault.lookup_hash("code|sign_in|" + to_hex(lookup) + "|" + code);
      store::replace_code(tx, lookup, CodePurpose::sign_in, {hash, kCodeAttempts, tx.now() + kCodeLifetime});
      return {};
    };
    test->database.transaction_blocking(write).value();
    return code;
  }
  IssuedTokens enter() { return fixture::run(test->sign_ins.sign_in(by_code(fresh_code()), test->call)).value(); }
  std::string refresh(const std::string& token) {
    const auto issued = fixture::run(test->sign_ins.refresh({token}, test->call));
    return issued ? "issued" : issued.error().code;
  }
  std::int64_t number(const std::string& sql) {
    auto connection = schema.connect();
    const auto rows = connection.query(sql);
    return rows.front().get<std::int64_t>("n");
  }
  std::int64_t count(const std::string& from) { return number("SELECT COUNT(*) AS n FROM " + from); }
  void expect_whole() {
    EXPECT_TRUE(accounts_not_whole(test->database, test->vault).value().ids.empty());
    EXPECT_TRUE(organisations_without_administrator(test->database).value().ids.empty());
    EXPECT_EQ(count("session s LEFT JOIN refresh_token t ON t.session = s.id WHERE t.session IS NULL"), 0)
        << "a session without a token serves nobody";
    const auto changes = number("SELECT COALESCE(SUM(version), 0) AS n FROM account");
    EXPECT_EQ(count("outbox WHERE aggregate_type = 'account'"), changes) << "every change has left its event";
  }

  fixture::Schema schema{"identity", {sql::common::kMigrations, sql::identity::kMigrations}};
  std::unique_ptr<Process> test;
};

TEST_F(CrashTest, ARegistrationThatDidNotCommitLeavesNothing) {
  const auto code = fresh_code();
  for (const auto* at : {"identity.sign_in.before_commit:1", "identity.account.inserted:1"}) {
    expect_killed("SignsIn", at, {{"CODE", code}});
    EXPECT_EQ(count("account"), 0) << at;
    EXPECT_EQ(count("session"), 0) << at;
    EXPECT_EQ(count("outbox WHERE aggregate_type = 'account'"), 0) << at;
    EXPECT_EQ(count("throttle WHERE level > 0"), 0) << "an attempt that nobody was answered does not count";
  }
  EXPECT_TRUE(fixture::run(test->sign_ins.sign_in(by_code(code), test->call)).has_value()) << "the code still serves";
  expect_whole();
}

TEST_F(CrashTest, ARegistrationThatCommittedIsFoundAgain) {
  const auto code = fresh_code();
  expect_killed("SignsIn", "identity.sign_in.after_commit:1", {{"CODE", code}});
  EXPECT_EQ(count("account WHERE status = 'active'"), 1);
  EXPECT_EQ(count("session WHERE ended_at IS NULL"), 1);
  EXPECT_EQ(count("outbox WHERE event_type = 'identity.account_registered'"), 1);
  EXPECT_TRUE(fixture::run(test->sign_ins.sign_in(by_code(code), test->call)).has_error()) << "a code serves once";
  enter();
  EXPECT_EQ(count("account"), 1) << "the same person";
  expect_whole();
}

TEST_F(CrashTest, ARotationThatDidNotCommitLeavesTheOldToken) {
  const auto tokens = enter();
  expect_killed("Refreshes", "identity.refresh.before_commit:1", {{"REFRESH_TOKEN", tokens.refresh_token}});
  EXPECT_EQ(count("refresh_token"), 1);
  EXPECT_EQ(count("refresh_token WHERE used_at IS NOT NULL"), 0);
  EXPECT_EQ(refresh(tokens.refresh_token), "issued");
  expect_whole();
}

// The new token was lost on its way: whoever still has the old one is asked to sign in again, as after a theft.
TEST_F(CrashTest, ARotationThatCommittedHasUsedTheTokenUp) {
  const auto tokens = enter();
  expect_killed("Refreshes", "identity.refresh.after_commit:1", {{"REFRESH_TOKEN", tokens.refresh_token}});
  EXPECT_EQ(count("refresh_token"), 2);
  EXPECT_EQ(count("session WHERE ended_at IS NULL"), 1);
  EXPECT_EQ(refresh(tokens.refresh_token), "session_ended");
  EXPECT_EQ(count("session WHERE ended_at IS NULL"), 0);
  EXPECT_EQ(refresh(enter().refresh_token), "issued");
  expect_whole();
}

class ErasureCrash : public CrashTest {
 protected:
  // With an organisation, an address and a password to lose.
  ErasureCrash() {
    by = test->principal(enter());
    NewOrganisation request;
    request.kind = OrganisationKind::cooperative;
    request.name = "昭觉县苦荞专业合作社";
    request.uscc = "93513431MA620000X1";
    request.region = "513431";
    cooperative = fixture::run(test->organisations.create(by, request, test->call)).value().id;
    fixture::run(test->addresses.add(by, {"李四", kPhone, "440605", "桂城街道南海大道 1 号"})).value();
    PasswordChange change;
    change.password = "correct horse";
    EXPECT_TRUE(fixture::run(test->accounts.change_password(by, change, test->call)).has_value());
  }
  void kill_at(const std::string& at) {
    expect_killed("Erases", at, {{"ACCOUNT", by.account.str()}, {"SESSION", by.session}});
  }

  auth::Principal by;
  OrganisationId cooperative;
};

TEST_F(ErasureCrash, WhatDidNotCommitLeavesThePersonWhole) {
  for (const auto* at : {"identity.erasure.organisations_left:1", "identity.erasure.before_commit:1"}) {
    kill_at(at);
    const auto all = fixture::run(test->accounts.exported(by));
    ASSERT_TRUE(all.has_value()) << at;
    EXPECT_EQ(all->phone, kPhone);
    EXPECT_TRUE(all->has_password);
    EXPECT_EQ(all->addresses.size(), 1u);
    EXPECT_FALSE(all->memberships.at(0).ended_at.has_value());
    EXPECT_EQ(all->memberships.at(0).organisation.status, OrganisationStatus::active);
    EXPECT_EQ(count("session WHERE ended_at IS NULL"), 1);
    expect_whole();
  }
  EXPECT_TRUE(fixture::run(test->accounts.erase(by, test->call)).has_value()) << "asked again, it is done";
  expect_whole();
}

TEST_F(ErasureCrash, WhatCommittedLeavesNothingOfThePerson) {
  kill_at("identity.erasure.after_commit:1");
  EXPECT_EQ(count("account WHERE status = 'erased' AND data_key IS NULL AND phone IS NULL AND phone_lookup IS NULL AND "
                  "password IS NULL"),
            1);
  EXPECT_EQ(count("address"), 0);
  EXPECT_EQ(count("session WHERE ended_at IS NULL"), 0);
  EXPECT_EQ(count("membership WHERE ended_at IS NULL"), 0);
  EXPECT_EQ(count("organisation WHERE status = 'suspended'"), 1);
  EXPECT_EQ(count("outbox WHERE event_type = 'identity.account_erased'"), 1);
  EXPECT_NE(test->principal(enter()).account, by.account) << "the phone begins anew";
  expect_whole();
}

}  // namespace
}  // namespace shanhai::identity
