// What a subscriber is sent, by webhook, to an endpoint that answers as it likes.
#include "common/base/encoding.hpp"
#include "tests/integration/traceability/subscription_world.hpp"

namespace shanhai::traceability {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::string>;

class Subscriptions : public SubscriptionWorld {
 protected:
  void set_clock(const char* time) { clock.advance(parse_rfc3339(time).value() - clock.now()); }
  std::string failure(const SubscriptionView& subscription) {
    const auto view = look(subscription);
    return view.failure ? view.failure->reason : "";
  }
};

TEST_F(Subscriptions, StreamEachMatchingEventOnceAndInOrder) {
  capture(1, 2);
  clock.advance(1ms);
  const auto subscription = subscribe(stream());
  EXPECT_EQ(deliver(), 0) << "what was recorded before is not reported";
  capture(3, 14);
  EXPECT_EQ(deliver(), 2) << "four events a document";
  EXPECT_EQ(delivered(), packed(3, 14));
  capture(15, 16);
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(delivered(), packed(3, 16));
  EXPECT_EQ(deliver(), 0);
  const auto view = look(subscription);
  EXPECT_EQ(view.lastNotifiedAt, clock.now());
  EXPECT_EQ(view.state, SubscriptionState::active);
  EXPECT_FALSE(view.failure);
}

TEST_F(Subscriptions, SendSignedQueryDocuments) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  EXPECT_EQ(deliver(), 1);
  const auto delivery = receiver.received().at(0);
  const auto document = json::parse_value(delivery.body).value();
  EXPECT_EQ(document.at("type"), "EPCISQueryDocument");
  const auto& results = document.at_pointer("/epcisBody/queryResults");
  EXPECT_EQ(results.at("queryName"), "packed");
  EXPECT_EQ(results.at("subscriptionID"), json::Value(subscription.subscriptionID.str()));
  ASSERT_TRUE(DeliveryId::parse(delivery.id).has_value()) << delivery.id;
  const auto dots = delivery.signature.find("..");
  ASSERT_NE(dots, std::string::npos);
  const auto head = delivery.signature.substr(0, dots);
  const auto expected = hmac_sha256(kToken, head + "." + to_base64url(delivery.body));
  EXPECT_EQ(delivery.signature.substr(dots + 2), to_base64url(expected));
  const auto header = json::parse_value(from_base64url(head).value()).value();
  EXPECT_EQ(header.at("jti"), json::Value(delivery.id));
  EXPECT_EQ(header.at("iat"), std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count());
}

TEST_F(Subscriptions, BeginWhereTheyAreToldTo) {
  capture(1, 2);
  clock.advance(10min);
  const auto from = clock.now();
  capture(4, 5);
  clock.advance(10min);
  auto entry = stream();
  entry.initialRecordTime = from;
  subscribe(entry);
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(delivered(), packed(4, 5));
  entry.initialRecordTime = clock.now() + 1h;
  const auto later = subscribe(entry);
  capture(7, 8);
  EXPECT_EQ(deliver(), 1) << "the first one only";
  clock.advance(1h);
  capture(10, 10);
  EXPECT_EQ(deliver(), 2);
  EXPECT_EQ(look(later).lastNotifiedAt, clock.now());
}

TEST_F(Subscriptions, SendTheSameAgainUntilItIsTaken) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  receiver.answer({500, 503, 302, 200});
  EXPECT_EQ(deliver(), 0);
  const auto began = clock.now();
  auto view = look(subscription);
  ASSERT_TRUE(view.failure);
  EXPECT_EQ(view.failure->reason, "status 500");
  EXPECT_EQ(view.failure->attempts, 1);
  EXPECT_EQ(view.failure->since, began);
  ASSERT_TRUE(view.failure->nextAt);
  EXPECT_GE(*view.failure->nextAt, began + 5s);
  EXPECT_LE(*view.failure->nextAt, began + 6s);
  EXPECT_FALSE(view.lastNotifiedAt);
  capture(2, 2);
  EXPECT_EQ(deliver(), 0) << "not before its time";
  ASSERT_EQ(receiver.received().size(), 1u);
  clock.advance(6s);
  EXPECT_EQ(deliver(), 0);
  clock.advance(20s);
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(failure(subscription), "status 302") << "nobody is followed";
  EXPECT_EQ(look(subscription).failure->attempts, 3);
  EXPECT_EQ(look(subscription).failure->since, began);
  clock.advance(1min);
  EXPECT_EQ(deliver(), 2);
  const auto received = receiver.received();
  ASSERT_EQ(received.size(), 5u);
  for (int i = 1; i < 4; ++i) {
    EXPECT_EQ(received[i].id, received[0].id);
    EXPECT_EQ(received[i].body, received[0].body);
  }
  EXPECT_NE(received[4].id, received[0].id);
  EXPECT_EQ(received[4].event_ids(), packed(2, 2));
  view = look(subscription);
  EXPECT_FALSE(view.failure);
  EXPECT_EQ(view.lastNotifiedAt, clock.now());
}

TEST_F(Subscriptions, WaitAsLongAsTheyAreAskedTo) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  receiver.answer({429});
  EXPECT_EQ(deliver(), 0);
  EXPECT_GE(*look(subscription).failure->nextAt, clock.now() + 1000s);
}

TEST_F(Subscriptions, ArePausedWhenTheirDestinationFailsForDays) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  receiver.answer(std::deque<int>(500, 503));
  EXPECT_EQ(deliver(), 0);
  int hours = 0;
  for (; look(subscription).state == SubscriptionState::active && hours < 200; ++hours) {
    clock.advance(2h);
    deliver();
  }
  EXPECT_GE(hours * 2, policy.failing_max.count());
  EXPECT_LE(hours * 2, policy.failing_max.count() + 4);
  auto view = look(subscription);
  EXPECT_EQ(view.failure->reason, "status 503");
  EXPECT_FALSE(view.failure->nextAt);
  const auto told = events_of(kSubscriptionPaused);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].aggregate_id, subscription.subscriptionID.str());
  EXPECT_EQ(told[0].reason, "status 503");
  const auto attempts = receiver.received().size();
  capture(2, 4);
  clock.advance(24h);
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(receiver.received().size(), attempts);

  receiver.answer({});
  const Change change{caller.actor(), "the endpoint is mended", {}};
  must(subscriptions.resume(caller, "packed", subscription.subscriptionID, change));
  EXPECT_EQ(deliver(), 2);
  const auto received = receiver.received();
  EXPECT_EQ(received[attempts].id, received[0].id);
  EXPECT_EQ(received[attempts + 1].event_ids(), packed(2, 4));
  EXPECT_EQ(refused(subscriptions.resume(caller, "packed", subscription.subscriptionID, change)).code,
            "subscription_not_paused");
}

TEST_F(Subscriptions, ArePausedAtOnceWhenTheirDestinationIsGone) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  receiver.answer({410});
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(look(subscription).state, SubscriptionState::paused);
  EXPECT_EQ(failure(subscription), "status 410");
}

TEST_F(Subscriptions, SendSmallerDocumentsToWhomTheyAreTooLarge) {
  const auto subscription = subscribe(stream());
  capture(1, 8);
  receiver.answer({413, 413});
  EXPECT_EQ(deliver(), 6);
  EXPECT_FALSE(look(subscription).failure);
  const auto received = receiver.received();
  ASSERT_EQ(received.size(), 8u);
  EXPECT_EQ(received[0].event_ids().size(), 4u);
  EXPECT_EQ(received[1].event_ids().size(), 2u);
  EXPECT_NE(received[0].id, received[1].id) << "another document is another delivery";
  Ids taken;
  for (std::size_t i = 2; i < received.size(); ++i) taken.push_back(received[i].event_ids().at(0));
  EXPECT_EQ(taken, packed(1, 8));
  capture(10, 10);
  receiver.answer({413});
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(failure(subscription), "status 413") << "a single event cannot be made smaller";
}

TEST_F(Subscriptions, RunWhenTheirScheduleSays) {
  set_clock("2026-11-24T00:00:00Z");
  ScheduleFields daily;
  daily.hour = "1";
  daily.minute = "5";
  const auto subscription = subscribe(scheduled(daily));
  capture(1, 8);
  EXPECT_EQ(deliver(), 0);
  set_clock("2026-11-24T01:04:59.9Z");
  EXPECT_EQ(deliver(), 0);
  set_clock("2026-11-24T01:05:00Z");
  EXPECT_EQ(deliver(), 2) << "in as many documents as it takes";
  EXPECT_EQ(delivered(), packed(1, 8));
  EXPECT_EQ(look(subscription).minRecordTime, clock.now());
  capture(10, 10);
  set_clock("2026-11-24T01:05:59Z");
  EXPECT_EQ(deliver(), 0) << "once a day";
  set_clock("2026-11-26T03:00:00Z");
  EXPECT_EQ(deliver(), 1) << "what was missed is run once";
  set_clock("2026-11-27T01:05:00Z");
  EXPECT_EQ(deliver(), 0) << "nothing to report";
  EXPECT_EQ(look(subscription).minRecordTime, clock.now());
  EXPECT_EQ(delivered(), packed(1, 10));
}

TEST_F(Subscriptions, ReportThatThereIsNothingIfTheyAreAskedTo) {
  ScheduleFields often;
  often.second = "0,30";
  const auto subscription = subscribe(scheduled(often, true));
  clock.advance(30s);
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(receiver.received().at(0).event_ids(), Ids());
  capture(1, 8);
  clock.advance(30s);
  EXPECT_EQ(deliver(), 2) << "a run that reported something is not empty";
  EXPECT_EQ(delivered(), packed(1, 8));
  receiver.answer({500});
  clock.advance(30s);
  EXPECT_EQ(deliver(), 0);
  clock.advance(30s);
  EXPECT_EQ(deliver(), 1);
  const auto received = receiver.received();
  EXPECT_EQ(received[3].id, received[4].id);
  EXPECT_EQ(received[3].body, received[4].body);
}

TEST_F(Subscriptions, SayWhyADestinationIsNotReached) {
  auto entry = stream();
  entry.dest = "http://nobody.invalid/hook";
  const auto unknown = subscribe(entry);
  capture(1, 1);
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(failure(unknown).rfind("http://nobody.invalid: ", 0), 0u) << failure(unknown);
}

TEST_F(Subscriptions, DoNotWaitForEverForAnAnswer) {
  auto hasty = policy;
  hasty.timeout = 300ms;
  Deliveries sender(service.database, vault, random, names, feed, hasty);
  const auto subscription = subscribe(stream());
  capture(1, 1);
  run(integrator.run_once());
  receiver.answer({0});
  EXPECT_EQ(run(sender.run_once()), 0);
  EXPECT_NE(failure(subscription).find("no answer in time"), std::string::npos) << failure(subscription);
  receiver.release();
}

// The name may stand for whatever it likes: it is the address that counts, when it is connected to.
TEST_F(Subscriptions, ReachNothingInside) {
  auto outside = policy;
  outside.private_addresses = false;
  Deliveries sender(service.database, vault, random, names, feed, outside);
  auto entry = stream();
  entry.dest = receiver.url("http", "localhost");
  const auto subscription = subscribe(entry);
  capture(1, 1);
  run(integrator.run_once());
  EXPECT_EQ(run(sender.run_once()), 0);
  EXPECT_NE(failure(subscription).find("not an address of the public internet"), std::string::npos);
  EXPECT_TRUE(receiver.received().empty());
}

TEST_F(Subscriptions, AreSentByOneProcessAtATime) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  run(integrator.run_once());
  receiver.answer({0, 200});
  std::int64_t taken_by_first = -1;
  std::thread first([&] { taken_by_first = run(deliveries.run_once()); });
  ASSERT_TRUE(receiver.await(1));
  Deliveries second(service.database, vault, random, names, feed, policy);
  EXPECT_EQ(run(second.run_once()), 0) << "leased";
  EXPECT_EQ(receiver.received().size(), 1u);
  clock.advance(1min);  // the lease is over, and its holder thought to be lost
  EXPECT_EQ(run(second.run_once()), 1);
  capture(2, 2);
  EXPECT_EQ(deliver(), 1) << "while the first still waits";
  const auto place = count("SELECT place AS `COUNT(*)` FROM event_subscription");
  receiver.release();
  first.join();
  EXPECT_EQ(taken_by_first, 0) << "its fence is not the row's any more";
  EXPECT_EQ(count("SELECT place AS `COUNT(*)` FROM event_subscription"), place);
  const auto received = receiver.received();
  ASSERT_EQ(received.size(), 3u);
  EXPECT_EQ(received[0].id, received[1].id);
  EXPECT_EQ(received[0].body, received[1].body);
  EXPECT_EQ(received[2].event_ids(), packed(2, 2));
}

TEST_F(Subscriptions, AreNotHeldUpByWhatOthersRecord) {
  const auto other = cooperative();
  subscribe(stream());
  for (int i = 0; i < 5; ++i) {
    capture(1 + 2 * i, 2 + 2 * i, other);
    clock.advance(2h);
    EXPECT_EQ(deliver(), 0);
  }
  capture(1, 2);
  capture(20, 29, other);
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(delivered(), packed(1, 2));
}

// The order of recordTime and the order of commits are two.
TEST_F(Subscriptions, BeginBeforeEverythingThatWasRecordedSince) {
  const auto from = clock.now();
  clock.advance(1s);
  capture(1, 1);
  clock.advance(1s);
  capture(2, 2);
  auto connection = service.schema.connect();
  connection.execute(
      "UPDATE epcis_event SET record_time = record_time + INTERVAL 2 SECOND WHERE body LIKE '%urn:sample:1%'");
  run(integrator.run_once());
  clock.advance(2h);
  auto entry = stream();
  entry.initialRecordTime = from;
  subscribe(entry);
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(delivered(), packed(1, 2));
}

TEST_F(Subscriptions, EndWithTheirQuery) {
  subscribe(stream());
  capture(1, 1);
  done(queries.remove(caller, "packed", {}));
  EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription"), 0);
  must(queries.create(caller, kPacked, {}));
  EXPECT_EQ(deliver(), 0);
  EXPECT_TRUE(receiver.received().empty());
}

// Who subscribes in the moment in which the query is deleted leaves a subscription to nothing.
TEST_F(Subscriptions, ToAQueryThatIsGoneAreSentNothing) {
  subscribe(stream());
  capture(1, 1);
  queries.on_removed({});
  done(queries.remove(caller, "packed", {}));
  must(queries.create(caller, kPacked, {}));
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription"), 0);
}

TEST_F(Subscriptions, EndWhenTheyAreToldTo) {
  const auto subscription = subscribe(stream());
  capture(1, 1);
  receiver.answer({500});
  EXPECT_EQ(deliver(), 0);
  done(subscriptions.unsubscribe(caller, "packed", subscription.subscriptionID, {}));
  clock.advance(1h);
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(receiver.received().size(), 1u);
  EXPECT_EQ(refused(subscriptions.get(caller, "packed", subscription.subscriptionID)).code, "subscription_not_found");
  EXPECT_EQ(events_of(kUnsubscribed).size(), 1u);
}

TEST_F(Subscriptions, KeepTheirTokenSealed) {
  subscribe(stream());
  EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription WHERE INSTR(secret, '" + std::string(kToken) + "') > 0"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription WHERE LENGTH(secret) > 60"), 1);
  const auto page = must(subscriptions.list(caller, "packed", {}));
  EXPECT_EQ(json::print(page.items).find(kToken), std::string::npos);
}

}  // namespace
}  // namespace shanhai::traceability
