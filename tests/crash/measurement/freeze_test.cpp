// The process that freezes a period is killed with the cut chosen, and at every commit. Whoever freezes it next goes on
// from the cut that is there: what was booked since stands beside it.
#include "tests/fixture/child.hpp"
#include "tests/integration/measurement/frozen.hpp"

namespace shanhai::measurement {
namespace {

const db::IdempotencyKey kSame{sha256("the child's"), sha256("body")};

TEST(CrashChild, DISABLED_Freezes) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  ManualClock clock{parse_rfc3339(fixture::from_parent("NOW")).value()};
  SecureRandom random;
  const auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  db::Database database{"measurement", endpoint, 2, clock, random};
  Background background{[](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << what; }};
  events::Wakeup wakeup{"measurement", nullptr};
  events::Sequencer sequencer{database, wakeup, random, background};
  Context context{database, random, sequencer, vault};
  Workers workers{1, 16};
  FreezeJobs jobs{context, "shanhai.example/v1/measurement", fixture::from_parent("DIRECTORY"), workers};
  Freezes freezes{context, FreezePolicy{}, jobs};
  auth::Principal agency;
  agency.role = auth::Role::agency;
  agency.region = "*";
  agency.account = AccountId::parse(fixture::from_parent("ACCOUNT")).value();
  EXPECT_FALSE(fixture::run(freezes.freeze({agency, {}}, kSame, {"2026-11", "月报"})).has_error());
  background.stop();
}

class FreezeCrash : public Frozen, public testing::WithParamInterface<const char*> {
 protected:
  std::optional<store::FrozenPeriod> cut() {
    return service_db
        .transaction(
            [](db::Tx& tx) -> Result<std::optional<store::FrozenPeriod>> { return store::lock_cut(tx, "2026-11"); })
        .value();
  }
};

TEST_P(FreezeCrash, TheNextGoesOnFromTheCut) {
  sell_through_november();
  into_december();
  const auto who = of("*");
  const auto& endpoint = service_db.schema.endpoint();
  const auto end = fixture::run_child("CrashChild.DISABLED_Freezes", {{"ADDRESS", endpoint.address},
                                                                      {"SCHEMA", endpoint.schema},
                                                                      {"PASSWORD", endpoint.password},
                                                                      {"NOW", to_rfc3339(service_db.clock.now())},
                                                                      {"DIRECTORY", directory + "/freezes"},
                                                                      {"ACCOUNT", who.account.str()},
                                                                      {"SHANHAI_KILL_AT", GetParam()}});
  EXPECT_TRUE(end.killed) << GetParam() << " is never passed";
  const auto left = cut();
  add_late_sales();
  service_db.clock.advance(std::chrono::minutes(2));  // the child's lease ends
  // Others are told that it is signed; who asked is answered, however far the process came.
  if (left && !left->digest.empty()) EXPECT_EQ(refused(freeze("2026-11")).code, "period_already_frozen");
  const auto view = must(freezes.freeze({who, {}}, kSame, {"2026-11", "月报"})).value;
  if (left) EXPECT_EQ(view.as_of, left->as_of);
  const auto frozen = must(freezes.find(reader, "2026-11"));
  EXPECT_EQ(to_hex(sha256(figures_of("2026-11"))), frozen.digest);
  EXPECT_EQ(audited(service_db).difference, 0);
  const auto told = report(agency("*"), Measure::ordered, "", "2026-11");
  ASSERT_TRUE(told.frozen);
  // Where nothing had been cut, the late sales are November's own.
  EXPECT_EQ(told.frozen->adjustments->gross, Money(left ? 1700 : 0));
}

INSTANTIATE_TEST_SUITE_P(At, FreezeCrash,
                         testing::Values("db.before_commit:3", "db.after_commit:3", "measurement.freeze.cut:1",
                                         "db.after_commit:5", "measurement.freeze.kept:1",
                                         "measurement.freeze.signed:1"));

}  // namespace
}  // namespace shanhai::measurement
