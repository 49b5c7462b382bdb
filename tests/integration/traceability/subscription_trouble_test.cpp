// Subscriptions when things meet or break: events that come while one looks, a log that stands still, rows that cannot
// be read, two who subscribe or name queries at once, one who has many.
#include <future>

#include "common/base/encoding.hpp"
#include "tests/integration/traceability/subscription_world.hpp"

namespace shanhai::traceability {
namespace {

using namespace std::chrono_literals;

class SubscriptionTrouble : public SubscriptionWorld {
 protected:
  std::string failure(const SubscriptionView& subscription) {
    const auto view = look(subscription);
    return view.failure ? view.failure->reason : "";
  }
  // Its error's code; empty: it was done.
  std::future<std::string> subscribing() {
    return std::async(std::launch::async, [this] {
      const auto done = run(subscriptions.subscribe(caller, "packed", stream(), kFormat, std::nullopt, {}));
      return done.has_error() ? done.error().code : std::string();
    });
  }
  // Whether what runs comes to wait for a row's lock, and does not end before.
  template <class T>
  static bool comes_to_wait(const std::future<T>& running) {
    db::Connection admin(fixture::DatabaseServer::shared().admin());
    const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < give_up_at) {
      if (running.wait_for(std::chrono::milliseconds(5)) == std::future_status::ready) return false;
      // Not innodb_trx: what that shows does not change while it is read again and again.
      const auto rows = admin.query("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'");
      if (rows.front().template get<std::int64_t>("Value") > 0) return true;
    }
    return false;
  }
};

// What a process looked for while an event came must not be taken for all there is.
TEST_F(SubscriptionTrouble, AreWokenEvenWhileTheyAreLookedAt) {
  subscribe(stream());
  for (const bool at_the_start : {true, false}) {
    SCOPED_TRACE(at_the_start);
    Feed looking(service.database);
    if (!at_the_start) run(looking.look());
    capture(at_the_start ? 1 : 2, at_the_start ? 1 : 2);
    run(integrator.run_once());
    auto connection = service.schema.connect();
    connection.execute("START TRANSACTION");
    connection.query("SELECT id FROM event_subscription FOR UPDATE");
    auto look = std::async(std::launch::async, [&] { run(looking.look()); });
    EXPECT_TRUE(comes_to_wait(look));
    connection.execute("UPDATE event_subscription SET next_at = '9999-12-31'");
    connection.execute("COMMIT");
    look.get();
    EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription WHERE next_at < '9999-01-01'"), 1);
  }
}

TEST_F(SubscriptionTrouble, MissNothingWhenTheLogStoodStill) {
  subscribe(stream());
  capture(1, 2);
  clock.advance(3h);
  EXPECT_EQ(run(deliveries.run_once()), 0) << "nothing has a place";
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(delivered(), packed(1, 2));
}

TEST_F(SubscriptionTrouble, ThatCannotBeReadKeepNobodyFromTheirTurn) {
  const auto damaged = subscribe(stream());
  const auto initial = to_sql_datetime(damaged.initialRecordTime);
  auto connection = service.schema.connect();
  connection.execute("UPDATE event_subscription SET initial_record_time = '1969-12-31 16:00:00'");
  clock.advance(1s);
  subscribe(stream());
  capture(1, 1);
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(run(deliveries.run_once()), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription WHERE initial_record_time < '1970-01-01' AND next_at > '" +
                  to_sql_datetime(clock.now()) + "'"),
            1);
  connection.execute("UPDATE event_subscription SET initial_record_time = '" + initial +
                     "' WHERE initial_record_time < '1970-01-01'");
  clock.advance(2min);
  EXPECT_EQ(deliver(), 1);
}

TEST_F(SubscriptionTrouble, CountWhatCannotBeSentAsFailed) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  auto connection = service.schema.connect();
  connection.execute("UPDATE event_subscription SET dest = 'http://a.example:0/'");
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(failure(subscription), "the destination cannot be called");
  connection.execute("UPDATE event_subscription SET dest = '" + receiver.url() + "', secret = 'damaged'");
  clock.advance(1min);
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(failure(subscription), "the signature token cannot be opened");
  EXPECT_EQ(look(subscription).failure->attempts, 2);
  EXPECT_TRUE(receiver.received().empty());
}

// Who subscribes locks the organisation's queries, so that two cannot take the last place.
TEST_F(SubscriptionTrouble, DoesNotLetTwoTakeTheLastPlace) {
  must(queries.create(caller, R"({"name":"another","query":{}})", {}));
  for (int i = 0; i < 2; ++i) subscribe(stream());
  auto connection = service.schema.connect();
  connection.execute("START TRANSACTION");
  connection.query("SELECT id FROM named_query WHERE name = 'another' FOR UPDATE");
  auto second = subscribing();
  EXPECT_TRUE(comes_to_wait(second)) << "for who subscribes to another query";
  connection.execute(
      "INSERT INTO event_subscription SELECT x'01', organisation_id, query_id, query_name, actor, dest, secret, "
      "streams, schedule, report_if_empty, epc_format, created_at, initial_record_time, min_record_time, version, "
      "state, place, caught_up_at, next_at, run_reported, batch_max, delivery_id, delivery_next, delivery_last, "
      "delivery_at, fence, leased_until, attempts, failure, failing_since, failed_at, last_notified_at FROM "
      "event_subscription LIMIT 1");
  connection.execute("COMMIT");
  EXPECT_EQ(second.get(), "subscription_limit");
}

TEST_F(SubscriptionTrouble, DoesNotLetAQueryGoWhileItIsSubscribedTo) {
  auto connection = service.schema.connect();
  connection.execute("START TRANSACTION");
  connection.execute("DELETE FROM named_query WHERE name = 'packed'");
  auto late = subscribing();
  EXPECT_TRUE(comes_to_wait(late));
  connection.execute("COMMIT");
  EXPECT_EQ(late.get(), "named_query_not_found");
}

// More of one organisation are due than one look lists, and all for longer than anybody else's.
TEST_F(SubscriptionTrouble, OfOneOrganisationKeepNobodyElseWaiting) {
  constexpr int kMany = 205, kOfOneMax = 4;
  const auto first = subscribe(stream());
  const auto other = cooperative();
  must(queries.create(other, kPacked, {}));
  must(subscriptions.subscribe(other, "packed", stream(), kFormat, std::nullopt, {}));
  auto copy = [&](db::Tx& tx) -> Result<void> {
    auto row = *store::lock_subscription(tx, first.subscriptionID);
    row.secret.clear();
    for (int i = 1; i < kMany; ++i) {
      row.id = SubscriptionId::make(clock, random);
      store::insert_subscription(tx, row, "actor");
    }
    return {};
  };
  ASSERT_TRUE(service.transaction(copy).has_value());
  capture(1, 1, caller);
  capture(2, 2, other);
  run(integrator.run_once());
  service.schema.connect().execute("UPDATE event_subscription SET next_at = '2026-01-01' WHERE organisation_id = 0x" +
                                   to_hex(caller.organisation->raw()));
  EXPECT_EQ(run(deliveries.run_once()), kMany + 1);
  const auto came = delivered();
  ASSERT_EQ(came.size(), static_cast<std::size_t>(kMany) + 1);
  EXPECT_LE(std::find(came.begin(), came.end(), event_id(2)) - came.begin(), kOfOneMax);
}

// One more may be kept, and two come at once.
TEST_F(SubscriptionTrouble, NamedQueriesAreCountedOneAfterTheOther) {
  QueryPolicy two;
  two.named_max = 2;
  QueryService bounded{service.database, sequencer, random, names, two};
  auto connection = service.schema.connect();
  const auto own = "0x" + to_hex(caller.organisation->raw());
  connection.execute("START TRANSACTION");  // as who makes another one, and has not committed it
  connection.execute("INSERT INTO named_query_owner (organisation_id) VALUES (" + own +
                     ") ON DUPLICATE KEY UPDATE organisation_id = named_query_owner.organisation_id");
  connection.execute("INSERT INTO named_query (organisation_id, name, id, definition, actor, created_at) VALUES (" +
                     own + ", 'first', 0x00000000000000000000000000000001, '{}', 'actor', '2026-01-01')");
  auto second = std::async(std::launch::async, [&] {
    const auto made = run(bounded.create(caller, R"({"name":"second","query":{}})", {}));
    return made.has_error() ? made.error().code : std::string();
  });
  EXPECT_TRUE(comes_to_wait(second));
  connection.execute("COMMIT");
  EXPECT_EQ(second.get(), "query_limit");
  EXPECT_EQ(must(queries.list(caller, {})).items.size(), 2u);
}

}  // namespace
}  // namespace shanhai::traceability
