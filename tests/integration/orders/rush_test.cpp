// The line of a rush: one place each, drawn and then by arrival, let in at a set rate, sold to nobody else; kept in SQL
// alone, so that it survives whatever holds it in memory.
#include <algorithm>

#include "common/base/encoding.hpp"
#include "tests/integration/orders/rush_world.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class RushTest : public RushWorld {
 protected:
  RushTest() { stock(tea, 100); }

  RushBody terms(std::int64_t per_minute = 60, std::int64_t window_seconds = 60) {
    RushBody out;
    out.sku_id = tea.sku;
    out.joins_from = db.clock.now();
    out.starts_at = db.clock.now() + minutes(10);
    out.ends_at = db.clock.now() + minutes(40);
    out.admitted_per_minute = per_minute;
    out.window_seconds = window_seconds;
    return out;
  }
  RushId announce(RushBody body) {
    const auto command = by(coop);
    return run(parts.rushes.announce(command, std::move(body), key())).value().value.rush_id;
  }
  Result<db::Replayable<TicketView>> try_join(const auth::Principal& who, RushId rush) {
    const auto command = by(who);
    return run(parts.rushes.join(command, rush, key()));
  }
  RushTicketId join(const auth::Principal& who, RushId rush) {
    return try_join(who, rush).value().value.rush_ticket_id;
  }
  TicketView ticket(const auth::Principal& who, RushTicketId id) { return run(parts.rushes.ticket(who, id)).value(); }
  RushRecord record(RushId rush) { return run(parts.rushes.record(coop, rush, {})).value(); }
  void pass(std::chrono::microseconds time) {
    db.clock.advance(time);
    run(parts.rushes.run_due());
  }
  void start() { pass(minutes(10)); }

  auth::Principal buyer = consumer();
};

TEST_F(RushTest, EveryBuyerHasOnePlaceHoweverOftenAndWhereverTheyAsk) {
  auto body = terms();
  body.joins_from = db.clock.now() + minutes(5);
  const auto rush = announce(body);
  const auto early = try_join(buyer, rush);
  EXPECT_EQ(early.error().code, "rush_not_open");
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "placed");  // sold as ever until the line opens
  db.clock.advance(minutes(5));
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "rush_not_started");
  asio::io_context context(2);
  std::vector<RushTicketId> tickets;
  const auto ask = [](Rushes& rushes, Command command, RushId id, db::IdempotencyKey key,
                      std::vector<RushTicketId>& out) -> Task<> {
    auto joined = co_await rushes.join(command, id, std::move(key));
    out.push_back(joined.value().value.rush_ticket_id);
  };
  for (int i = 0; i < 20; ++i) {
    asio::co_spawn(context.get_executor(),
                   ask(i % 2 == 0 ? parts.rushes : other.rushes, by(buyer), rush, key(), tickets), asio::detached);
  }
  context.run();
  ASSERT_EQ(tickets.size(), 20U);
  EXPECT_EQ(std::count(tickets.begin(), tickets.end(), tickets[0]), 20);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM rush_ticket"), 1);
  const auto same = key("one key");
  const auto command = by(consumer());
  EXPECT_FALSE(run(parts.rushes.join(command, rush, same)).value().replayed);
  EXPECT_TRUE(run(parts.rushes.join(command, rush, same)).value().replayed);
  EXPECT_TRUE(run(parts.rushes.ticket(consumer(), tickets[0])).has_error());  // somebody else's
}

TEST_F(RushTest, TheDrawIsWhatTheSeedSaysAndLateComersStandBehind) {
  const auto rush = announce(terms());
  const auto digest = record(rush).rush.seed_digest;
  EXPECT_FALSE(record(rush).rush.seed);
  std::vector<std::pair<RushTicketId, auth::Principal>> early;
  for (int i = 0; i < 30; ++i) {
    const auto who = consumer();
    early.emplace_back(join(who, rush), who);
    db.clock.advance(seconds(1));
  }
  EXPECT_FALSE(ticket(early[0].second, early[0].first).place);  // not before it starts
  run(parts.rushes.run_due());
  EXPECT_TRUE(record(rush).items.empty());
  start();
  std::vector<RushTicketId> late;
  for (int i = 0; i < 5; ++i) {
    late.push_back(join(consumer(), rush));
    pass(milliseconds(10));
  }
  db.clock.advance(minutes(31));
  run(parts.rushes.run_due());
  const auto seen = record(rush);
  EXPECT_EQ(seen.rush.state, RushState::ended);
  ASSERT_EQ(seen.items.size(), 35U);
  const auto seed = from_hex(*seen.rush.seed).value();
  EXPECT_EQ(to_hex(sha256(seed)), digest);  // it was fixed before anybody joined
  auto drawn = early;
  std::sort(drawn.begin(), drawn.end(), [&](const auto& a, const auto& b) {
    return hmac_sha256(seed, a.first.raw()) < hmac_sha256(seed, b.first.raw());
  });
  for (std::size_t i = 0; i < 30; ++i) EXPECT_EQ(seen.items[i].rush_ticket_id, drawn[i].first) << i;
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(seen.items[30 + i].rush_ticket_id, late[i]) << i;
  EXPECT_EQ(json::to_text(json::write(seen)).find("buyer"), std::string::npos);
  EXPECT_EQ(events(kRushEnded).size(), 1U);
}

TEST_F(RushTest, LetsInAtItsRateWhoeverReckons) {
  const auto rush = announce(terms(120, 600));  // two a second
  for (int i = 0; i < 50; ++i) join(consumer(), rush);
  start();
  for (int step = 1; step <= 20; ++step) {
    db.clock.advance(milliseconds(500));
    for (auto* rushes : {&parts.rushes, &other.rushes}) run(rushes->run_due());
    EXPECT_LE(record(rush).rush.admitted, step) << step;
  }
  EXPECT_GE(record(rush).rush.admitted, 19);
  const auto told = events(kRushAdmitted);
  std::int64_t next = 1;
  for (const auto& event : told) {
    EXPECT_EQ(event.payload.at("first").to_number<std::int64_t>(), next);
    next = event.payload.at("last").to_number<std::int64_t>() + 1;
  }
  EXPECT_EQ(next - 1, record(rush).rush.admitted);
  // Nobody reckons for a while: what was missed is not let in at once.
  const auto before = record(rush).rush.admitted;
  pass(minutes(5));
  EXPECT_EQ(record(rush).rush.admitted, before + 20);
}

TEST_F(RushTest, IsSoldToAdmittedTicketsWithinTheirWindowOnly) {
  const auto rush = announce(terms(60, 60));
  const auto second = consumer();
  const auto mine = join(buyer, rush), theirs = join(second, rush);
  EXPECT_EQ(code_of(buyer, wanted(tea, 1, {}, mine)), "rush_not_started");
  start();
  EXPECT_EQ(code_of(buyer, wanted(tea, 1, {}, mine)), "rush_ticket_not_admitted");
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "rush_ticket_required");
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1, {}, mine)), "rush_ticket_required");
  pass(seconds(2));
  EXPECT_EQ(code_of(second, wanted(tea, 1, {}, mine)), "rush_ticket_required");  // admitted, and another's
  const auto seen = ticket(buyer, mine);
  EXPECT_EQ(seen.state, TicketState::admitted);
  EXPECT_EQ(*seen.admitted_until, db.clock.now() + seconds(60));
  EXPECT_EQ(code_of(buyer, wanted(tea, 2, {}, mine)), "placed");
  EXPECT_EQ(code_of(buyer, wanted(tea, 1, {}, mine)), "placed");
  db.clock.advance(seconds(61));
  EXPECT_EQ(ticket(buyer, mine).state, TicketState::used);
  EXPECT_EQ(ticket(buyer, mine).units, 3);
  EXPECT_EQ(code_of(buyer, wanted(tea, 1, {}, mine)), "rush_ticket_missed");
  EXPECT_EQ(code_of(second, wanted(tea, 1, {}, theirs)), "rush_ticket_missed");
  EXPECT_EQ(ticket(second, theirs).state, TicketState::missed);
  // Who missed it stands at the end; who used it has had their turn.
  EXPECT_EQ(join(buyer, rush), mine);
  const auto again = join(second, rush);
  EXPECT_NE(again, theirs);
  pass(seconds(1));
  pass(seconds(2));
  EXPECT_EQ(*ticket(second, again).place, 3);
  EXPECT_EQ(code_of(second, wanted(tea, 1, {}, again)), "placed");
  // Over: sold to everybody.
  pass(minutes(40));
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1)), "placed");
  EXPECT_EQ(try_join(consumer(), rush).error().code, "rush_over");
  EXPECT_EQ(record(rush).items[0].units + record(rush).items[1].units, 3);
}

TEST_F(RushTest, ManyBuyersOverTwoProcessesOversellNothing) {
  const auto rush = announce(terms(6000, 600));
  PurchaseCapBody cap;
  cap.sku_id = tea.sku;
  cap.buyer_max = 2;
  cap.address_max = 3;
  cap.period_days = 1;
  cap.reason = "抢购";
  const auto command = by(coop);
  run(parts.purchase_caps.set(command, cap, key())).value();
  std::vector<std::pair<auth::Principal, RushTicketId>> people;
  for (int i = 0; i < 80; ++i) {
    const auto who = consumer();
    people.emplace_back(who, join(who, rush));
  }
  start();
  pass(seconds(1));
  pass(seconds(1));
  EXPECT_EQ(record(rush).rush.admitted, 80);
  std::vector<Attempt> attempts;
  for (int i = 0; i < 240; ++i) {
    const auto& [who, id] = people[static_cast<std::size_t>(i % 40)];
    attempts.push_back({who, wanted(tea, 1, "大岭路 " + std::to_string(i % 40 / 2), id)});
  }
  const auto tally = place_all(attempts);
  // Twenty addresses of two buyers each, who ask six times: three units for an address, so one of its buyers has two.
  EXPECT_EQ(tally.placed.size(), 60U);
  EXPECT_EQ(tally.refused.at("purchase_cap_exceeded"), 180);
  EXPECT_EQ(stock_of(tea).reserved, 60);
  EXPECT_EQ(count("SELECT SUM(units) AS n FROM rush_ticket"), 60);
  EXPECT_EQ(count("SELECT MAX(units) AS n FROM rush_ticket"), 2);
}

TEST_F(RushTest, TheLineStandsWhileNothingIsLeftAndGoesOnWhenGoodsComeBack) {
  const auto rush = announce(terms(60, 600));
  const auto first = consumer(), second = consumer();
  const auto one = join(first, rush);
  start();
  pass(seconds(1));
  checkout(first, wanted(tea, 100, {}, one)).value();
  const auto two = join(second, rush);
  pass(minutes(1));
  EXPECT_EQ(ticket(second, two).state, TicketState::waiting);
  EXPECT_TRUE(ticket(second, two).nothing_left);
  EXPECT_EQ(*ticket(second, two).place, 2);
  auto command = by(first);
  const auto placed = run(parts.ordering.orders(first, {})).value().items.at(0).order_id;
  run(parts.ordering.cancel(command, placed, "不要了")).value();
  pass(seconds(1));
  pass(seconds(1));
  EXPECT_EQ(ticket(second, two).state, TicketState::admitted);
  EXPECT_EQ(code_of(second, wanted(tea, 100, {}, two)), "placed");
}

TEST_F(RushTest, APlaceIsKeptWhenEveryProcessIsGone) {
  const auto rush = announce(terms(60, 60));
  const auto mine = join(buyer, rush);
  start();
  const auto place = ticket(buyer, mine).place;
  Parts fresh(context, people, {&channel, nullptr, &alipay_channel, nullptr}, {});  // knows nothing
  db.clock.advance(seconds(1));
  run(fresh.rushes.run_due());
  const auto seen = run(fresh.rushes.ticket(buyer, mine)).value();
  EXPECT_EQ(seen.place, place);
  EXPECT_EQ(seen.state, TicketState::admitted);
}

TEST_F(RushTest, AskingForAKnownPlaceCostsNoStatement) {
  const auto rush = announce(terms(60, 60));
  std::vector<std::pair<auth::Principal, RushTicketId>> people;
  for (int i = 0; i < 10; ++i) {
    const auto who = consumer();
    people.emplace_back(who, join(who, rush));
  }
  start();
  db.clock.advance(seconds(2));
  for (const auto& [who, id] : people) EXPECT_EQ(ticket(who, id).state, TicketState::waiting);
  const auto sent = sent_during([&] {
    for (int i = 0; i < 20; ++i) {
      for (const auto& [who, id] : people) EXPECT_TRUE(ticket(who, id).place);
    }
  });
  for (const auto& name : sent) EXPECT_FALSE(name.starts_with("orders.")) << name;  // the sequencer's may be there
  const auto last = *std::max_element(people.begin(), people.end(), [&](const auto& a, const auto& b) {
    return *ticket(a.first, a.second).place < *ticket(b.first, b.second).place;
  });
  const auto seen = ticket(last.first, last.second);
  EXPECT_EQ(*seen.place, 10);
  EXPECT_EQ(*seen.ahead, 9);
  EXPECT_EQ(*seen.expected_at, db.clock.now() + seconds(10));
}

TEST_F(RushTest, IsAnnouncedOnceByItsSupplierAndMayBeCalledOff) {
  const auto rush = announce(terms());
  const auto command = by(coop), stranger = by(seller(publish({}).supplier));
  EXPECT_EQ(run(parts.rushes.announce(command, terms(), key())).error().code, "rush_exists");
  EXPECT_EQ(run(parts.rushes.announce(stranger, terms(), key())).error().code, "sku_not_found");
  EXPECT_EQ(run(parts.rushes.cancel(stranger, rush, "x")).error().code, "rush_not_found");
  EXPECT_EQ(run(parts.rushes.record(stranger.caller, rush, {})).error().code, "rush_not_found");
  const auto mine = join(buyer, rush);
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "rush_not_started");
  EXPECT_EQ(run(parts.rushes.cancel(command, rush, "货没到")).value().state, RushState::cancelled);
  EXPECT_EQ(run(parts.rushes.cancel(command, rush, "再来")).error().code, "rush_over");
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "placed");
  db.clock.advance(seconds(2));
  EXPECT_EQ(ticket(buyer, mine).state, TicketState::closed);
  announce(terms());
  EXPECT_EQ(run(parts.rushes.rushes(platform(), {})).value().items.size(), 2U);
}

TEST_F(RushTest, ALineThatIsFullTakesNobodyNewAndKeepsWhoeverIsInIt) {
  context.policy.rush_places = 3;
  const auto rush = announce(terms());
  std::vector<std::pair<auth::Principal, RushTicketId>> people;
  for (int i = 0; i < 3; ++i) {
    const auto who = consumer();
    people.emplace_back(who, join(who, rush));
    db.clock.advance(seconds(1));
  }
  const auto turned_away = try_join(buyer, rush);
  ASSERT_TRUE(turned_away.has_error());
  EXPECT_EQ(turned_away.error().kind, ErrorKind::conflict);
  EXPECT_EQ(turned_away.error().code, "rush_full");
  for (const auto& [who, id] : people) EXPECT_EQ(join(who, rush), id);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM rush_ticket"), 3);
  start();
  pass(seconds(1));
  EXPECT_EQ(record(rush).rush.numbered, 3);
  EXPECT_EQ(try_join(buyer, rush).error().code, "rush_full");  // those that have a place count, too
  context.policy.rush_places = 4;
  join(buyer, rush);
}

TEST_F(RushTest, AnotherSkuIsSoldAsEver) {
  const auto rush = announce(terms());
  const auto plain = publish({});
  stock(plain, 5, "L2");
  EXPECT_EQ(code_of(buyer, wanted(plain, 1, {}, join(buyer, rush))), "placed");
}

}  // namespace
}  // namespace shanhai::orders
