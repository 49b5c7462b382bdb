// Placements that are written in one round trip, and what makes the order writer decide them one by one instead.
#include "tests/integration/orders/rush_world.hpp"

namespace shanhai::orders {
namespace {

class WriterAtOnce : public RushWorld {
 protected:
  WriterAtOnce() { stock(tea, 1000); }

  bool at_once(const std::set<std::string>& sent) { return sent.contains("orders.stock_reserve_expected"); }
  bool decided(const std::set<std::string>& sent) { return sent.contains("orders.stock_lock"); }
  std::set<std::string> sent_by_a_checkout(const Product& product, std::int64_t quantity = 1) {
    return sent_during([&] { last = code_of(consumer(), wanted(product, quantity)); });
  }

  static Task<> place_into(Checkout& checkout, Command command, CheckoutBody body, db::IdempotencyKey key,
                           std::string& outcome) {
    auto placed = co_await checkout.place(command, std::move(body), std::move(key));
    outcome = placed.has_error() ? placed.error().code : placed->replayed ? "replayed" : "placed";
  }

  std::string last;  // what came of it
};

TEST_F(WriterAtOnce, WhatNobodyObjectsToTakesOneTrip) {
  code_of(consumer(), wanted(tea, 1));  // facts of the product are known from here on
  const auto sent = sent_by_a_checkout(tea);
  EXPECT_EQ(last, "placed");
  EXPECT_TRUE(at_once(sent));
  EXPECT_FALSE(decided(sent));
  EXPECT_EQ(stock_of(tea).reserved, 2);
}

// Where something was refused, the next ones are decided from the start, for a while.
TEST_F(WriterAtOnce, AfterAnObjectionBatchesAreDecidedForAWhile) {
  EXPECT_TRUE(decided(sent_by_a_checkout(tea, 2000)));
  EXPECT_EQ(last, "insufficient_stock");
  int batches = 1;
  for (; batches < 100; ++batches) {
    const auto sent = sent_by_a_checkout(tea);
    EXPECT_EQ(last, "placed");
    if (!decided(sent)) break;
  }
  EXPECT_EQ(batches, 16);
  EXPECT_EQ(stock_of(tea).reserved, 16);
}

// What a placement counted on and is not so any more, though nothing of it could be seen before its transaction.
TEST_F(WriterAtOnce, WhatHasChangedSinceIsDecidedAsItIsNow) {
  const auto hour = std::chrono::hours(1);
  const auto now = db.clock.now();
  const auto certified = [&](const CheckoutReceipt& receipt) {
    return order(platform(), receipt.orders[0].order_id).lines[0].certified;
  };
  const auto place = [&](const Product& product) { return checkout(consumer(), wanted(product, 1)).value(); };
  EXPECT_FALSE(certified(place(tea)));
  certify(tea, now - hour, now + hour);
  EXPECT_TRUE(certified(place(tea)));
  EXPECT_TRUE(certified(place(tea)));
  certify(tea, now - hour, now + hour, true);
  EXPECT_FALSE(certified(place(tea)));
  EXPECT_EQ(stock_of(tea).reserved, 4);
  std::vector<bool> told;
  for (const auto& event : events(kOrderPlaced)) {
    told.push_back(json::read<OrderFacts>(event.payload).value().lines[0].certified);
  }
  EXPECT_EQ(told, (std::vector<bool>{false, true, true, false}));
}

// A certificate that was there when the product's facts were read is counted on at the first placement.
TEST_F(WriterAtOnce, ACertifiedProductIsNotDecidedForThat) {
  const auto honey = publish({});
  stock(honey, 10, "L2");
  certify(honey, db.clock.now() - std::chrono::hours(1), db.clock.now() + std::chrono::hours(1));
  const auto sent = sent_by_a_checkout(honey);
  EXPECT_EQ(last, "placed");
  EXPECT_TRUE(at_once(sent));
  EXPECT_FALSE(decided(sent));
}

// The same request reaches two processes; one has the last unit, the other waits for its row and must not say that
// there is none.
TEST_F(WriterAtOnce, WhoWaitedForTheLastUnitSeesThatItIsItsOwn) {
  const auto rare = publish({});
  stock(rare, 1, "L4");
  const auto buyer = consumer();
  const auto same = key("same");
  const auto short_of = run(other.checkout.place(by(buyer), wanted(rare, 5), key()));
  EXPECT_EQ(short_of.error().code, "insufficient_stock");  // the other one decides from here on
  db::Connection holder = db.schema.connect(), admin(fixture::DatabaseServer::shared().admin());
  holder.execute("START TRANSACTION");
  holder.query("SELECT sku FROM sku_stock FOR UPDATE");
  asio::io_context all(1);
  std::string outcomes[2];
  const auto start = [&](Checkout& checkout, std::string& outcome, const std::string& statement) {
    asio::co_spawn(all.get_executor(), place_into(checkout, by(buyer), wanted(rare, 1), same, outcome), asio::detached);
    const auto query = "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE info LIKE '%orders." +
                       statement + "%' AND info NOT LIKE '%processlist%'";
    const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    bool waits = false;
    while (!waits && std::chrono::steady_clock::now() < give_up_at) {
      all.run_one_for(std::chrono::milliseconds(5));
      waits = admin.query(query).front().get<std::int64_t>("n") > 0;
    }
    EXPECT_TRUE(waits) << statement;
  };
  start(parts.checkout, outcomes[0], "stock_reserve_expected");
  start(other.checkout, outcomes[1], "stock_lock");
  holder.execute("ROLLBACK");
  all.restart();
  all.run();
  std::sort(std::begin(outcomes), std::end(outcomes));
  EXPECT_EQ(outcomes[0], "placed");
  EXPECT_EQ(outcomes[1], "replayed");
  EXPECT_EQ(stock_of(rare).reserved, 1);
}

TEST_F(WriterAtOnce, TwoProcessesOnTheLastUnitsOversellNothing) {
  const auto last_ones = publish({});
  stock(last_ones, 40, "L3");
  std::vector<Attempt> attempts;
  for (int i = 0; i < 120; ++i) attempts.push_back({consumer(), wanted(last_ones, 1)});
  const auto tally = place_all(attempts);
  EXPECT_EQ(tally.placed.size(), 40U);
  EXPECT_EQ(tally.refused.at("insufficient_stock"), 80);
  EXPECT_EQ(stock_of(last_ones).reserved, 40);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM orders"), 40);
  EXPECT_EQ(count("SELECT CAST(SUM(reserved_delta) AS SIGNED) AS n FROM stock_entry"), 40);
}

}  // namespace
}  // namespace shanhai::orders
