// The order writer against a real database: exactly once, never oversold, whatever fails.
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <future>

#include "services/orders/placement/assembly.hpp"
#include "tests/fixture/database_proxy.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

struct Tally {
  std::vector<CheckoutReceipt> placed;
  std::map<std::string, int> refused;
  int unavailable = 0, replayed = 0, failed = 0;
};

class OrderWriter : public World {
 protected:
  // A placement made ready as the checkout does, for a writer of the test's own.
  Placement placement(const Product& product, std::int64_t quantity, std::optional<db::IdempotencyKey> with = {}) {
    SkuVersion version;
    version.sku = product.sku;
    version.version = product.version;
    version.product = product.id;
    version.supplier = product.supplier;
    version.name = product.name;
    version.label = "500 g";
    version.unit = "盒";
    version.gtin = "02012345678907";
    version.price = product.price;
    version.production_county = version.raw_material_county = version.registration_county = "513431";
    const auto who = consumer();
    const CheckoutBuyer buyer{buyer_of(who), who.account, BuyerKind::consumer, {}};
    const auto wanted = body({{&product, quantity, product.version}});
    TermsOf terms;
    terms[version.supplier] = std::make_shared<const SupplierTerms>();
    const std::vector<BasketLine> basket{{0, 0, "440605", std::make_shared<const SkuVersion>(version), quantity, {}}};
    auto out = assemble(context, buyer, wanted, {address()}, price_basket(basket, terms, db.clock.now()), {});
    out.key = with ? *with : key();
    out.by.actor = who.actor();
    return out;
  }

  // Places all of them at once, spread over `writers`, and waits for every answer.
  Tally place_all(std::vector<Placement> placements, std::vector<Writer*> writers) {
    asio::io_context context(1);
    Tally tally;
    for (std::size_t i = 0; i < placements.size(); ++i) {
      asio::co_spawn(context.get_executor(), place_one(*writers[i % writers.size()], std::move(placements[i]), tally),
                     asio::detached);
    }
    context.run();
    return tally;
  }

  static Task<> place_one(Writer& writer, Placement placement, Tally& tally) {
    try {
      auto placed = co_await writer.place(std::move(placement));
      if (placed.has_error()) {
        ++tally.refused[placed.error().code];
      } else if (placed->replayed) {
        ++tally.replayed;
      } else {
        tally.placed.push_back(json::parse<CheckoutReceipt>(placed->answer).value());
      }
    } catch (const Unavailable&) {
      ++tally.unavailable;
    } catch (const std::exception&) {
      ++tally.failed;
    }
  }
};

TEST_F(OrderWriter, SellsAHotSkuOutExactly) {
  const auto tea = publish({});
  stock(tea, 100);
  std::vector<Placement> placements;
  for (int i = 0; i < 300; ++i) placements.push_back(placement(tea, 1));
  const auto tally = place_all(std::move(placements), {&parts.writer});
  EXPECT_EQ(tally.placed.size(), 100U);
  EXPECT_EQ(tally.refused.at("insufficient_stock"), 200);
  EXPECT_EQ(stock_of(tea).reserved, 100);
  EXPECT_EQ(stock_of(tea).sellable, 0);
  EXPECT_EQ(events(kOrderPlaced).size(), 100U);
}

TEST_F(OrderWriter, DecidesInArrivalOrderWithinABatch) {
  const auto tea = publish({});
  stock(tea, 5);
  std::vector<Placement> placements;
  for (const int quantity : {3, 3, 2, 1}) placements.push_back(placement(tea, quantity));
  const auto first = placements[0].group.id, third = placements[2].group.id;
  const auto tally = place_all(std::move(placements), {&parts.writer});
  ASSERT_EQ(tally.placed.size(), 2U);
  EXPECT_EQ(tally.placed[0].order_group_id, first);
  EXPECT_EQ(tally.placed[1].order_group_id, third);
}

TEST_F(OrderWriter, OneKeyIsOneOrderHoweverOftenItCollides) {
  const auto tea = publish({});
  stock(tea, 1000);
  std::vector<Placement> placements;
  for (int i = 0; i < 200; ++i) placements.push_back(placement(tea, 1, key("key " + std::to_string(i % 10))));
  const auto tally = place_all(std::move(placements), {&parts.writer});
  EXPECT_EQ(tally.placed.size(), 10U);
  EXPECT_EQ(tally.replayed, 190);
  EXPECT_EQ(stock_of(tea).reserved, 10);
}

TEST_F(OrderWriter, AKeyWithAnotherPayloadIsRefused) {
  const auto tea = publish({});
  stock(tea, 10);
  auto first = placement(tea, 1, key("k")), second = placement(tea, 2, key("k"));
  second.key.payload = std::string(32, 'x');
  const auto tally = place_all({first, second}, {&parts.writer});
  EXPECT_EQ(tally.placed.size(), 1U);
  EXPECT_EQ(tally.refused.at("idempotency_key_reused"), 1);
  auto later = placement(tea, 2, key("k"));
  later.key.payload = std::string(32, 'x');
  EXPECT_EQ(place_all({later}, {&parts.writer}).refused.at("idempotency_key_reused"), 1);
}

TEST_F(OrderWriter, ARefusalMaySucceedLater) {
  const auto tea = publish({});
  EXPECT_EQ(place_all({placement(tea, 1, key("k"))}, {&parts.writer}).refused.at("insufficient_stock"), 1);
  stock(tea, 1);
  EXPECT_EQ(place_all({placement(tea, 1, key("k"))}, {&parts.writer}).placed.size(), 1U);
}

TEST_F(OrderWriter, OneBadPlacementNeverFailsItsNeighbours) {
  const auto tea = publish({});
  stock(tea, 1000);
  SeededRandom random(fixture::seed());
  std::vector<Placement> placements;
  for (int i = 0; i < 64; ++i) placements.push_back(placement(tea, 1));
  std::set<std::size_t> bad;
  while (bad.size() < 3) bad.insert(random.below(placements.size()));
  for (const auto at : bad) placements[at].orders[0].lines[0].name = std::string(300, 'x');  // the column takes 200
  const auto tally = place_all(std::move(placements), {&parts.writer});
  EXPECT_EQ(tally.failed, 3);
  EXPECT_EQ(tally.placed.size(), 61U);
  EXPECT_EQ(stock_of(tea).reserved, 61);
}

TEST_F(OrderWriter, TwoWritersOnOneSchemaOversellNothing) {
  std::vector<Product> products;
  for (int i = 0; i < 8; ++i) {
    products.push_back(publish({}));
    stock(products.back(), 40, ("L" + std::to_string(i)).c_str());
  }
  Writer other(db.database.endpoint(), db.clock, db.random, [] {});
  other.start();
  SeededRandom random(fixture::seed());
  std::vector<Placement> placements;
  for (int i = 0; i < 600; ++i)
    placements.push_back(placement(products[random.below(8)], 1, key("k" + std::to_string(i % 500))));
  const auto tally = place_all(std::move(placements), {&parts.writer, &other});
  other.stop();
  EXPECT_EQ(tally.failed, 0);
  EXPECT_EQ(tally.unavailable, 0);
  std::int64_t reserved = 0;
  for (const auto& product : products) {
    const auto stock = stock_of(product);
    EXPECT_LE(stock.reserved, stock.on_hand);
    reserved += stock.reserved;
  }
  EXPECT_EQ(reserved, static_cast<std::int64_t>(tally.placed.size()));
}

TEST_F(OrderWriter, TwoWritersOnOneKeyMakeOneOrder) {
  const auto tea = publish({});
  stock(tea, 1000);
  Writer other(db.database.endpoint(), db.clock, db.random, [] {});
  other.start();
  for (int round = 0; round < 20; ++round) {
    const auto same = key("round " + std::to_string(round));
    const auto tally = place_all({placement(tea, 1, same), placement(tea, 1, same)}, {&parts.writer, &other});
    EXPECT_EQ(tally.placed.size(), 1U) << round;
    EXPECT_EQ(tally.replayed, 1) << round;
  }
  other.stop();
  EXPECT_EQ(stock_of(tea).reserved, 20);
}

// The server carried the commit out and the answer was lost, or it never saw it: both end as one order, acknowledged.
TEST_F(OrderWriter, AnUnknownCommitIsLookedUpNotGuessed) {
  const auto tea = publish({});
  stock(tea, 1000);
  fixture::DatabaseProxy proxy(db.database.endpoint());
  Writer writer(proxy.endpoint(), db.clock, db.random, [] {});
  writer.start();
  int orders = 0;
  for (const auto cut : {fixture::DatabaseProxy::Cut::after_commit, fixture::DatabaseProxy::Cut::before_commit,
                         fixture::DatabaseProxy::Cut::after_commit}) {
    proxy.cut_next(cut);
    std::vector<Placement> placements;
    for (int i = 0; i < 7; ++i) placements.push_back(placement(tea, 1));
    const auto tally = place_all(std::move(placements), {&writer});
    orders += 7;
    EXPECT_EQ(tally.placed.size(), 7U);
    EXPECT_EQ(tally.replayed, 0);
    EXPECT_EQ(stock_of(tea).reserved, orders);
  }
  EXPECT_EQ(proxy.cuts(), 3);
  writer.stop();
}

// While COMMIT is on its way, whatever was answered before it is delivered: nothing may be.
TEST_F(OrderWriter, AnswersNobodyBeforeItsCommit) {
  const auto tea = publish({});
  stock(tea, 10);
  asio::io_context context(1);
  const auto guard = asio::make_work_guard(context);
  Tally tally;
  std::size_t early = 0;
  int commits = 0;
  bool finished = false;
  fixture::DatabaseProxy proxy(db.database.endpoint());
  proxy.on_commit([&] {
    std::promise<void> delivered;
    asio::post(context, [&] {
      if (commits++ == 0) early = tally.placed.size();
      delivered.set_value();
    });
    delivered.get_future().wait();
  });
  Writer writer(proxy.endpoint(), db.clock, db.random, [] {});
  writer.start();
  asio::co_spawn(context.get_executor(), place_one(writer, placement(tea, 1), tally),
                 [&](std::exception_ptr) { finished = true; });
  while (!finished || commits == 0) {
    if (context.run_one_for(std::chrono::minutes(1)) == 0) break;
  }
  ASSERT_TRUE(finished && commits > 0) << "neither an answer nor a commit";
  writer.stop();
  EXPECT_EQ(early, 0U) << "acknowledged, and not committed yet";
  EXPECT_EQ(tally.placed.size(), 1U);
  EXPECT_EQ(stock_of(tea).reserved, 1);
}

TEST_F(OrderWriter, AStoppedWriterIsUnavailable) {
  const auto tea = publish({});
  stock(tea, 10);
  Writer writer(db.database.endpoint(), db.clock, db.random, [] {});
  EXPECT_EQ(place_all({placement(tea, 1)}, {&writer}).unavailable, 1);
  writer.start();
  EXPECT_EQ(place_all({placement(tea, 1)}, {&writer}).placed.size(), 1U);
  writer.stop();
  EXPECT_EQ(place_all({placement(tea, 1)}, {&writer}).unavailable, 1);
}

TEST_F(OrderWriter, AFullQueueIsUnavailableAndLosesNothing) {
  const auto tea = publish({});
  stock(tea, 1000);
  WriterOptions options;
  options.queue = 8;
  options.batch = 4;
  Writer writer(
      db.database.endpoint(), db.clock, db.random, [] {}, options);
  writer.start();
  auto holder = db.schema.connect();  // of the row that the first batch wants, until the queue is full
  holder.execute("START TRANSACTION");
  holder.query("SELECT sku FROM sku_stock FOR UPDATE");
  asio::io_context context(1);
  Tally tally;
  for (int i = 0; i < 200; ++i)
    asio::co_spawn(context.get_executor(), place_one(writer, placement(tea, 1), tally), asio::detached);
  while (tally.unavailable == 0) ASSERT_GT(context.run_one_for(std::chrono::minutes(1)), 0U);
  holder.execute("ROLLBACK");
  context.run();
  writer.stop();
  EXPECT_GE(tally.placed.size(), 8U);
  EXPECT_EQ(tally.placed.size() + static_cast<std::size_t>(tally.unavailable), 200U);
  EXPECT_EQ(stock_of(tea).reserved, static_cast<std::int64_t>(tally.placed.size()));
}

TEST_F(OrderWriter, WaitsForALockThatSomebodyHolds) {
  const auto tea = publish({});
  stock(tea, 10);
  auto holder = db.schema.connect();
  holder.execute("START TRANSACTION");
  holder.query("SELECT sku FROM sku_stock FOR UPDATE");
  std::thread release([&] {
    // The writer is waiting for the row by the time its query shows in the process list of the schema.
    auto watch = db.schema.connect();
    for (int i = 0; i < 5000; ++i) {
      auto rows =
          watch.query("SELECT COUNT(*) AS n FROM information_schema.processlist WHERE info LIKE '%stock_reserve%'");
      if (rows.front().get<std::int64_t>("n") > 1) break;
    }
    holder.execute("ROLLBACK");
  });
  const auto tally = place_all({placement(tea, 1)}, {&parts.writer});
  release.join();
  EXPECT_EQ(tally.placed.size(), 1U);
}

}  // namespace
}  // namespace shanhai::orders
