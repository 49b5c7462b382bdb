#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class StockTest : public World {
 protected:
  LotTransfer transfer(std::int64_t quantity, LotId lot) {
    LotTransfer out;
    out.transfer = TransferId::make(db.clock, db.random);
    out.supplier = tea.supplier;
    out.sku = tea.sku;
    out.lot = lot;
    out.lot_number = "L1";
    out.quantity = quantity;
    return out;
  }
  LotId lot() { return LotId::make(db.clock, db.random); }
  Result<TransferReceipt> receive_lot(const LotTransfer& wanted) {
    return run(stock_service.receive_lot_stock(wanted));
  }

  Product tea = publish({});
};

TEST_F(StockTest, ATransferCountsOnce) {
  const auto wanted = transfer(8, lot());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(receive_lot(wanted)->quantity, 8);
  EXPECT_EQ(stock_of(tea).on_hand, 8);
  auto other = wanted;
  other.quantity = 9;
  EXPECT_EQ(receive_lot(other).error().code, "transfer_mismatch");
  EXPECT_TRUE(receive_lot(transfer(2, wanted.lot)).has_value());
  const auto stock = stock_of(tea);
  ASSERT_EQ(stock.lots.size(), 1U);
  EXPECT_EQ(stock.lots[0].received, 10);
}

TEST_F(StockTest, TransfersAtOnceCountOnce) {
  const auto wanted = transfer(8, lot());
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(receive_lot(wanted).has_value()); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(stock_of(tea).on_hand, 8);
}

TEST_F(StockTest, OnlyTheOwnerOfAPublishedSkuBringsStock) {
  auto wanted = transfer(1, lot());
  wanted.supplier = OrganisationId::make(db.clock, db.random);
  EXPECT_EQ(receive_lot(wanted).error().code, "sku_not_found");
  wanted = transfer(1, lot());
  wanted.sku = SkuId::make(db.clock, db.random);
  EXPECT_EQ(receive_lot(wanted).error().code, "sku_not_found");
}

TEST_F(StockTest, ALotBelongsToOneSku) {
  const auto wanted = transfer(1, lot());
  receive_lot(wanted).value();
  Product other;
  other.supplier = tea.supplier;
  other = publish(other);
  auto second = transfer(1, wanted.lot);
  second.sku = other.sku;
  EXPECT_EQ(receive_lot(second).error().code, "transfer_mismatch");
}

TEST_F(StockTest, ALotKeepsItsNumberAndBestBefore) {
  const auto first = transfer(1, lot());
  receive_lot(first).value();
  auto renamed = transfer(1, first.lot), redated = transfer(1, first.lot);
  renamed.lot_number = "L2";
  redated.best_before = *parse_date("2027-06-01");
  EXPECT_EQ(receive_lot(renamed).error().code, "transfer_mismatch");
  EXPECT_EQ(receive_lot(redated).error().code, "transfer_mismatch");
  EXPECT_EQ(stock_of(tea).on_hand, 1);
}

TEST_F(StockTest, BlockingIsIdempotentAndTellsOnce) {
  const auto bad = stock(tea, 5, "BAD");
  stock(tea, 3, "GOOD");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(stock_service.block_lot({bad, "召回"})).value().blocked_quantity, 5);
  EXPECT_EQ(stock_of(tea).sellable, 3);
  EXPECT_EQ(events(kLotBlocked).size(), 1U);
  EXPECT_EQ(receive_lot(transfer(1, bad)).error().code, "lot_blocked");
}

TEST_F(StockTest, ALotMayBeBlockedBeforeItComes) {
  const auto bad = lot();
  EXPECT_EQ(run(stock_service.block_lot({bad, "召回"})).value().blocked_quantity, 0);
  EXPECT_EQ(receive_lot(transfer(1, bad)).error().code, "lot_blocked");
}

TEST_F(StockTest, WhatWasBlockedIsReleasedByALaterDecision) {
  const auto bad = stock(tea, 5, "BAD");
  const LotRelease release{bad, "检验报告更正", 9};
  EXPECT_EQ(run(stock_service.block_lot({bad, "召回", {}, {}, 7})).value().blocked_quantity, 5);
  EXPECT_EQ(run(stock_service.release_lot({bad, "晚到", 7})).value().released_quantity, 0) << "the block came later";
  EXPECT_EQ(stock_of(tea).sellable, 0);
  EXPECT_EQ(run(stock_service.release_lot(release)).value().released_quantity, 5);
  EXPECT_EQ(run(stock_service.release_lot(release)).value().released_quantity, 0);
  EXPECT_EQ(stock_of(tea).sellable, 5);
  EXPECT_EQ(events(kLotReleased).size(), 1U);
  run(stock_service.block_lot({bad, "召回", {}, {}, 7}));
  EXPECT_EQ(stock_of(tea).sellable, 5) << "a block from before it was lifted";
  auto more = transfer(1, bad);
  more.lot_number = "BAD";
  EXPECT_TRUE(receive_lot(more).has_value());
  EXPECT_EQ(run(stock_service.block_lot({bad, "又召回", {}, {}, 12})).value().blocked_quantity, 6);
  EXPECT_EQ(run(stock_service.release_lot({bad, "晚到", 11})).value().released_quantity, 0);
  EXPECT_EQ(receive_lot(transfer(1, bad)).error().code, "lot_blocked");
  // Nothing of it came, and the release is heard of before the block.
  const auto unknown = lot();
  EXPECT_EQ(run(stock_service.release_lot({unknown, "检验报告更正", 3})).value().released_quantity, 0);
  run(stock_service.block_lot({unknown, "召回", {}, {}, 2}));
  EXPECT_TRUE(receive_lot(transfer(1, unknown)).has_value());
}

TEST_F(StockTest, BlockingNamesTheOrdersThatHoldTheLot) {
  const auto bad = stock(tea, 5, "BAD");
  const auto id = accepted(consumer(), {{&tea, 2}});
  placed(consumer(), {{&tea, 1}});
  const auto blocked = run(stock_service.block_lot({bad, "召回"})).value();
  EXPECT_EQ(blocked.orders, (std::vector<OrderId>{id}));
  EXPECT_EQ(blocked.blocked_quantity, 3);
  const auto account = run(stock_service.lot_accounts({{bad}})).value().items.at(0);
  EXPECT_EQ(account.received, 5);
  EXPECT_EQ(account.on_hand, 3);
  EXPECT_EQ(account.bound, 2);
}

TEST_F(StockTest, ReceivingAndBlockingAtOnceLeaveNothingForSale) {
  for (int round = 0; round < 10; ++round) {
    const auto bad = lot();
    auto wanted = transfer(5, bad);
    wanted.lot_number = "R" + std::to_string(round);
    std::thread receiving([&] { (void)receive_lot(wanted); });
    std::thread blocking([&] { (void)run(stock_service.block_lot({bad, "召回"})); });
    receiving.join();
    blocking.join();
    const auto found = run(stock_service.storefront(tea.sku)).value();
    EXPECT_EQ(found.sellable, 0) << round;
  }
}

TEST_F(StockTest, IsShownToItsSupplierAndAsANumberToEverybody) {
  EXPECT_FALSE(run(stock_service.storefront(tea.sku)).value().in_stock);
  stock(tea, 4);
  placed(consumer(), {{&tea, 1}});
  const auto shown = run(stock_service.storefront(tea.sku)).value();
  EXPECT_TRUE(shown.in_stock);
  EXPECT_EQ(shown.sellable, 3);
  EXPECT_EQ(run(stock_service.stock(seller(tea.supplier), {})).value().items.size(), 1U);
  const auto stranger = seller(OrganisationId::make(db.clock, db.random));
  EXPECT_TRUE(run(stock_service.stock(stranger, {})).value().items.empty());
  StockQuery query;
  query.sku_id = tea.sku;
  EXPECT_TRUE(run(stock_service.stock(stranger, query)).value().items.empty());
}

}  // namespace
}  // namespace shanhai::orders
