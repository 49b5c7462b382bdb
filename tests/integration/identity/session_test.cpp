#include "tests/integration/identity/world.hpp"

namespace shanhai::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto kPhone = "13800138000";

class SessionTest : public World {
 protected:
  Result<IssuedTokens> refresh(const std::string& token) { return run(sign_ins.refresh({token}, call)); }
  std::string outcome(const Result<IssuedTokens>& issued) { return issued ? "issued" : issued.error().code; }
  std::int64_t live() { return count("SELECT COUNT(*) FROM session WHERE ended_at IS NULL"); }
};

TEST_F(SessionTest, RefreshingRotatesTheToken) {
  const auto first = enter(kPhone);
  clock.advance(minutes(11));
  EXPECT_EQ(verifier.verify(first.access_token).error().code, "token_expired");
  const auto second = refresh(first.refresh_token);
  ASSERT_TRUE(second.has_value()) << second.error().code;
  EXPECT_NE(second->refresh_token, first.refresh_token);
  EXPECT_EQ(principal(*second).account, first.account_id);
  EXPECT_EQ(outcome(refresh(second->refresh_token)), "issued");
}

TEST_F(SessionTest, ATokenUsedTwiceEndsTheSignIn) {
  const auto first = enter(kPhone);
  const auto second = refresh(first.refresh_token).value();
  EXPECT_EQ(outcome(refresh(first.refresh_token)), "session_ended");
  EXPECT_EQ(outcome(refresh(second.refresh_token)), "session_ended") << "the family has ended, whoever holds it";
  EXPECT_EQ(live(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'identity.refresh_token_reused'"), 1);
}

TEST_F(SessionTest, OfManyAtOnceOneGetsTheNextToken) {
  const auto first = enter(kPhone);
  std::atomic<int> issued{0}, refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const db::ThreadGuard guard;
      (refresh(first.refresh_token) ? issued : refused)++;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(issued, 1);
  EXPECT_EQ(refused, 5);
  EXPECT_EQ(live(), 0);
}

TEST_F(SessionTest, LivesThirtyDaysFromTheLastUse) {
  auto tokens = enter(kPhone);
  for (int i = 0; i < 3; ++i) {
    clock.advance(std::chrono::days(30) - seconds(1));
    auto next = refresh(tokens.refresh_token);
    ASSERT_TRUE(next.has_value()) << i;
    tokens = *next;
  }
  clock.advance(std::chrono::days(30));
  EXPECT_EQ(outcome(refresh(tokens.refresh_token)), "session_ended");
}

TEST_F(SessionTest, RefusesWhatNeverWasAToken) {
  EXPECT_EQ(outcome(refresh("abc")), "session_ended");
  EXPECT_EQ(outcome(refresh(random.token(32))), "session_ended");
}

TEST_F(SessionTest, SwitchesToARoleThePersonHolds) {
  const auto tokens = enter(kPhone);
  const auto by = principal(tokens);
  const auto cooperative = organisation(by, OrganisationKind::cooperative);
  const auto switched = run(sign_ins.switch_role(by, {auth::Role::supplier, {}}, call));
  ASSERT_TRUE(switched.has_value()) << switched.error().code;
  const auto as = principal(*switched);
  EXPECT_EQ(as.role, auth::Role::supplier);
  EXPECT_EQ(as.organisation, cooperative.id);
  EXPECT_EQ(as.region, "513431");
  EXPECT_TRUE(as.administrator);
  const auto back = run(sign_ins.switch_role(as, {auth::Role::consumer, {}}, call));
  ASSERT_TRUE(back.has_value());
  EXPECT_FALSE(principal(*back).organisation.has_value());
  EXPECT_EQ(live(), 3);
}

TEST_F(SessionTest, DoesNotGiveARoleThatIsNotHeld) {
  const auto by = person(kPhone);
  for (const auto role : {auth::Role::supplier, auth::Role::buyer_unit, auth::Role::county_reviewer, auth::Role::agency,
                          auth::Role::platform_operator}) {
    const auto refused = run(sign_ins.switch_role(by, {role, {}}, call));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, "role_not_held");
    EXPECT_EQ(refused.error().kind, ErrorKind::forbidden);
  }
  const auto stranger = person("13900139000");
  const auto cooperative = organisation(stranger, OrganisationKind::cooperative);
  const auto refused = run(sign_ins.switch_role(by, {auth::Role::supplier, cooperative.id}, call));
  EXPECT_EQ(refused.error().code, "role_not_held") << "of an organisation of somebody else";
  const auto pending = run(organisations.create(by, application(OrganisationKind::agency), call)).value();
  const auto early = run(sign_ins.switch_role(by, {auth::Role::agency, pending.id}, call));
  EXPECT_EQ(early.error().code, "role_not_held") << "before the operator has approved";
}

TEST_F(SessionTest, AsksWhichOrganisationWhereSeveralFit) {
  const auto by = person(kPhone);
  const auto first = organisation(by, OrganisationKind::budget_unit),
             second = organisation(by, OrganisationKind::trade_union);
  const auto unclear = run(sign_ins.switch_role(by, {auth::Role::buyer_unit, {}}, call));
  ASSERT_TRUE(unclear.has_error());
  EXPECT_EQ(unclear.error().fields.at(0).pointer, "/organisation_id");
  const auto clear = run(sign_ins.switch_role(by, {auth::Role::buyer_unit, second.id}, call));
  EXPECT_EQ(clear.value().organisation_id, second.id);
  const auto consumer = run(sign_ins.switch_role(by, {auth::Role::consumer, first.id}, call));
  EXPECT_EQ(consumer.error().fields.at(0).pointer, "/organisation_id");
}

TEST_F(SessionTest, ACodeSurvivesARoleThatIsNotHeld) {
  SignInRequest request;
  request.phone = kPhone;
  request.code = ask_code(kPhone);
  request.role = auth::Role::supplier;
  EXPECT_EQ(outcome(sign_in(request)), "role_not_held");
  request.role = auth::Role::consumer;
  EXPECT_EQ(outcome(sign_in(request)), "issued");
}

TEST_F(SessionTest, SigningOutEndsAllOfTheSignInAndNothingElse) {
  const auto phone_tokens = enter(kPhone), tablet = enter(kPhone);
  const auto by = principal(phone_tokens);
  organisation(by, OrganisationKind::cooperative);
  const auto switched = run(sign_ins.switch_role(by, {auth::Role::supplier, {}}, call)).value();
  ASSERT_TRUE(run(sign_ins.sign_out(by, {}, call)).has_value());
  EXPECT_EQ(outcome(refresh(phone_tokens.refresh_token)), "session_ended");
  EXPECT_EQ(outcome(refresh(switched.refresh_token)), "session_ended");
  EXPECT_EQ(outcome(run(sign_ins.switch_role(by, {auth::Role::consumer, {}}, call))), "session_ended")
      << "an access token that has not run out opens no new session";
  const auto next = refresh(tablet.refresh_token);
  ASSERT_TRUE(next.has_value());
  ASSERT_TRUE(run(sign_ins.sign_out(principal(*next), {true}, call)).has_value());
  EXPECT_EQ(live(), 0);
}

TEST_F(SessionTest, EverywhereMeansOnlyThePerson) {
  const auto mine = enter(kPhone), theirs = enter("13900139000");
  ASSERT_TRUE(run(sign_ins.sign_out(principal(mine), {true}, call)).has_value());
  EXPECT_EQ(outcome(refresh(theirs.refresh_token)), "issued");
}

TEST_F(SessionTest, EndsWithTheMembership) {
  const auto administrator = person(kPhone);
  const auto cooperative = organisation(administrator, OrganisationKind::cooperative);
  const auto added = run(organisations.add_member(administrator, cooperative.id, {"13900139000", false}, call)).value();
  const auto consumer = enter("13900139000");
  const auto supplier = enter("13900139000", auth::Role::supplier);
  ASSERT_TRUE(run(organisations.remove_member(administrator, cooperative.id, added.account_id, call)).has_value());
  EXPECT_EQ(outcome(refresh(supplier.refresh_token)), "session_ended");
  EXPECT_EQ(outcome(refresh(consumer.refresh_token)), "issued") << "they are still themselves";
}

TEST_F(SessionTest, EndsWhenTheOrganisationIsSuspendedAndNotBefore) {
  const auto by = person(kPhone);
  const auto cooperative = organisation(by, OrganisationKind::cooperative);
  auto tokens = enter(kPhone, auth::Role::supplier);
  tokens = refresh(tokens.refresh_token).value();
  ASSERT_TRUE(
      run(organisations.decide(platform_operator(), cooperative.id, OrganisationAction::suspend, {"licence"}, call))
          .has_value());
  EXPECT_EQ(outcome(refresh(tokens.refresh_token)), "session_ended");
  SignInRequest again;
  again.phone = kPhone;
  again.code = ask_code(kPhone);
  again.role = auth::Role::supplier;
  EXPECT_EQ(outcome(sign_in(again)), "role_not_held");
}

TEST_F(SessionTest, ARefreshedTokenSaysWhatIsTrueByThen) {
  const auto first = person(kPhone), second = person("13900139000");
  const auto cooperative = organisation(first, OrganisationKind::cooperative);
  ASSERT_TRUE(run(organisations.add_member(first, cooperative.id, {"13900139000", false}, call)).has_value());
  const auto tokens = enter("13900139000", auth::Role::supplier);
  EXPECT_FALSE(principal(tokens).administrator);
  ASSERT_TRUE(run(organisations.add_member(first, cooperative.id, {"13900139000", true}, call)).has_value());
  EXPECT_TRUE(principal(refresh(tokens.refresh_token).value()).administrator);
}

}  // namespace
}  // namespace shanhai::identity
