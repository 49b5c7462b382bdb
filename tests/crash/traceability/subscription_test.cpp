// The process that delivers is killed at every commit and between the steps, again and again. Its subscriber misses no
// event, gets them in order, and gets nothing twice but under the id of a delivery that it has already.
#include <gtest/gtest.h>

#include "services/traceability/capture/service.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/query/service.hpp"
#include "services/traceability/subscription/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/traceability_migrations.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"
#include "tests/integration/traceability/subscription_receiver.hpp"

namespace shanhai::traceability {
namespace {

constexpr int kEvents = 5;
constexpr auto kEveryCommit = "before and after each commit";

struct Process {
  Process(const db::Endpoint& endpoint, Instant now)
      : clock(now),
        database("traceability", endpoint, 2, clock, random),
        background([](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }) {}
  ~Process() { background.stop(); }

  static SubscriptionPolicy policy_for_tests() {
    SubscriptionPolicy out;
    out.plain_http = out.private_addresses = true;
    out.events_max = 2;
    return out;
  }

  ManualClock clock;
  SecureRandom random;
  const SubscriptionPolicy policy = policy_for_tests();
  db::Database database;
  Background background;
  Workers workers{1, 16};
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  events::Wakeup wakeup{"traceability", nullptr};
  events::Sequencer sequencer{database, wakeup, random, background};
  const epcis::Names names{"https://shanhai.example"};
  tlog::LogKeys keys{vault, random, tlog::origin_below("https://shanhai.example")};
  tlog::Integrator integrator{database, keys, random, std::chrono::seconds(5)};
  CaptureJobs jobs{database, sequencer, random, workers};
  CaptureService captures{database, sequencer, jobs, workers, random, {}};
  QueryService queries{database, sequencer, random, names, {}};
  Feed feed{database};
  Deliveries deliveries{database, vault, random, names, feed, policy};
  SubscriptionService subscriptions{database, sequencer, vault, random, deliveries, policy};
};

TEST(CrashChild, DISABLED_Delivers) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  Process here(endpoint, parse_rfc3339(fixture::from_parent("NOW")).value());
  fixture::run(here.deliveries.run_once());
}

class SubscriptionCrash : public testing::TestWithParam<const char*> {
 protected:
  SubscriptionCrash() {
    caller.account = AccountId::make(here.clock, here.random);
    caller.role = auth::Role::supplier;
    caller.organisation = OrganisationId::make(here.clock, here.random);
    SubscriptionEntry entry;
    entry.dest = receiver.url();
    entry.stream = true;
    expect(fixture::run(here.queries.create(caller, R"({"name":"all","query":{}})", {})));
    expect(fixture::run(here.subscriptions.subscribe(caller, "all", entry, "Never_Translates", std::nullopt, {})));
    for (int number = 0; number < kEvents; ++number)
      expect(fixture::run(here.captures.capture(caller, event(number), {})));
    fixture::run(here.integrator.run_once());
  }
  template <class T>
  static void expect(const Result<T>& result) {
    if (result.has_error()) throw std::runtime_error(result.error().code);
  }
  static std::string event_id(int number) { return "urn:sample:" + std::to_string(number); }
  static std::string event(int number) {
    return R"({"type":"ObjectEvent","eventID":")" + event_id(number) +
           R"(","eventTime":"2026-11-23T08:00:00Z","eventTimeZoneOffset":"+08:00","action":"OBSERVE",)"
           R"("epcList":["urn:delivered:1"]})";
  }
  // Kills the sender at the first passage of the point, then at the second and so on, until one lives to the end.
  int kill_along(const std::string& point) {
    const auto& endpoint = service.schema.endpoint();
    for (int passage = 1; passage < 100; ++passage) {
      now += std::chrono::minutes(2);  // whoever died holds no lease any more
      const auto end = fixture::run_child("CrashChild.DISABLED_Delivers", {{"ADDRESS", endpoint.address},
                                                                           {"SCHEMA", endpoint.schema},
                                                                           {"PASSWORD", endpoint.password},
                                                                           {"NOW", to_rfc3339(now)},
                                                                           {"SHANHAI_KILL_AT", place(point, passage)}});
      if (end.killed) continue;
      EXPECT_EQ(end.exit_code, 0) << point;
      return passage - 1;
    }
    ADD_FAILURE() << point << " is passed without end";
    return 0;
  }
  static std::string place(const std::string& point, int passage) {
    if (point != kEveryCommit) return point + ":" + std::to_string(passage);
    return (passage % 2 ? "db.before_commit:" : "db.after_commit:") + std::to_string((passage + 1) / 2);
  }

  fixture::ServiceDatabase service{"traceability", {sql::common::kMigrations, sql::traceability::kMigrations}, 1};
  Instant now = parse_rfc3339("2026-11-23T08:00:00Z").value();
  Process here{service.schema.endpoint(), now};
  auth::Principal caller;
  Receiver receiver;
};

TEST_P(SubscriptionCrash, MissesNothingAndRepeatsOnlyUnderTheSameId) {
  EXPECT_GE(kill_along(GetParam()), 1);
  std::vector<std::string> order, expected;
  std::map<std::string, std::string> bodies;
  for (const auto& delivery : receiver.received()) {
    const auto [known, fresh] = bodies.emplace(delivery.id, delivery.body);
    EXPECT_EQ(known->second, delivery.body) << "one id, two documents";
    if (!fresh) continue;
    for (auto& id : delivery.event_ids()) order.push_back(std::move(id));
  }
  for (int number = 0; number < kEvents; ++number) expected.push_back(event_id(number));
  EXPECT_EQ(order, expected);
}

INSTANTIATE_TEST_SUITE_P(Points, SubscriptionCrash,
                         testing::Values("traceability.subscription.prepared", "traceability.subscription.sent",
                                         kEveryCommit));

}  // namespace
}  // namespace shanhai::traceability
