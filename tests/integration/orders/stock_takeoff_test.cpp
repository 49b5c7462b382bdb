// Units leave the sellable stock though nobody bought them: counted less, or past their date.
#include "services/orders/audit.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class StockTakeoffTest : public World {
 protected:
  Result<db::Replayable<CorrectionReceipt>> correct(LotId lot, std::int64_t books, std::int64_t counted,
                                                    std::optional<db::IdempotencyKey> with = {},
                                                    std::optional<auth::Principal> who = {}) {
    const auto command = by(who.value_or(coop));
    CorrectionBody body;
    body.lot_id = lot;
    body.books = books;
    body.counted = counted;
    body.reason = CorrectionReason::damaged;
    body.note = "受潮";
    return run(stock_service.correct(command, body, with ? *with : key()));
  }
  OrderId paid(std::int64_t quantity) {
    const auto receipt = placed(buyer, {{&tea, quantity}});
    pay(buyer, receipt.order_group_id);
    db.clock.advance(std::chrono::milliseconds(5));
    return receipt.orders[0].order_id;
  }
  std::int64_t count(const std::string& sql) {
    const db::Query query{"test.count", sql};
    return db
        .transaction([&](db::Tx& tx) -> Result<std::int64_t> {
          const auto rows = tx.query(query);
          return rows.front().get<std::int64_t>("n");
        })
        .value();
  }
  void execute(const std::string& sql) {
    const db::Query query{"test.plant", sql};
    db.transaction([&](db::Tx& tx) -> Result<void> {
        tx.execute(query);
        return {};
      }).value();
  }

  Product tea = publish({});
  auth::Principal buyer = consumer();
  auth::Principal coop = seller(tea.supplier);
};

TEST_F(StockTakeoffTest, ACorrectionNamesTheOrdersThatCanNoLongerBeDelivered) {
  const auto lot = stock(tea, 10);
  const auto oldest = paid(4), second = paid(4), youngest = paid(1);
  const auto receipt = correct(lot, 10, 5).value().value;
  EXPECT_EQ(receipt.on_hand, 5);
  EXPECT_EQ(receipt.undeliverable, (std::vector<OrderId>{second}));  // the oldest first, each whole or not at all
  const auto stock = stock_of(tea);
  EXPECT_EQ(stock.on_hand, 5);
  EXPECT_EQ(stock.reserved, 9);
  EXPECT_EQ(stock.sellable, 0);
  EXPECT_EQ(stock.lots[0].written_off, 5);
  const auto shortfall = run(stock_service.shortfall(coop)).value();
  ASSERT_EQ(shortfall.skus.size(), 1U);
  EXPECT_EQ(shortfall.skus[0].missing, 4);
  EXPECT_EQ(shortfall.undeliverable, (std::vector<OrderId>{second}));
  EXPECT_TRUE(run(stock_service.shortfall(seller(OrganisationId::make(db.clock, db.random)))).value().skus.empty());
  fulfil(oldest);
  fulfil(youngest);
  const auto told = json::read<LotTakenOff>(events(kStockCorrected).at(0).payload).value();
  EXPECT_EQ(told.quantity, 5);
  EXPECT_EQ(told.undeliverable, (std::vector<OrderId>{second}));
  EXPECT_EQ(events(kStockCorrected).at(0).reason, "damaged");
}

TEST_F(StockTakeoffTest, MoreThanWasReceivedComesByATransfer) {
  const auto lot = stock(tea, 10);
  const auto refused = correct(lot, 10, 11);
  EXPECT_EQ(refused.error().code, "more_than_received");
  EXPECT_EQ(refused.error().extensions.at("at_most"), 10);
  correct(lot, 10, 6).value();
  db.clock.advance(std::chrono::milliseconds(1));  // the newest first
  correct(lot, 6, 9).value();                      // three of them were found again
  EXPECT_EQ(correct(lot, 9, 11).error().extensions.at("at_most"), 10);
  EXPECT_EQ(stock_of(tea).sellable, 9);
  const auto account = run(stock_service.lot_accounts({{lot}})).value().items.at(0);
  EXPECT_EQ(account.received, 10);
  EXPECT_EQ(account.taken_off, 1);
  const auto page = run(stock_service.corrections(coop, {})).value();
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0].counted, 9);
  EXPECT_EQ(page.items[1].note, "受潮");
}

TEST_F(StockTakeoffTest, NothingFallsBelowWhatIsPacked) {
  const auto lot = stock(tea, 10);
  fulfil(paid(4));
  EXPECT_EQ(correct(lot, 10, 3).error().code, "stock_changed");
  correct(lot, 6, 0).value();
  const auto shown = stock_of(tea).lots.at(0);
  EXPECT_EQ(shown.bound, 4);
  EXPECT_EQ(shown.on_hand, 0);
  EXPECT_EQ(shown.written_off, 6);
}

TEST_F(StockTakeoffTest, RefusesWhatTheBooksDoNotSay) {
  const auto lot = stock(tea, 10);
  EXPECT_EQ(correct(lot, 9, 8).error().extensions.at("on_hand"), 10);
  EXPECT_EQ(correct(lot, 10, 10).error().fields.at(0).pointer, "/counted");
  EXPECT_EQ(correct(LotId::make(db.clock, db.random), 10, 9).error().code, "lot_not_found");
  const auto stranger = seller(OrganisationId::make(db.clock, db.random));
  EXPECT_EQ(correct(lot, 10, 9, {}, stranger).error().code, "lot_not_found");
  run(stock_service.block_lot({lot, "召回"})).value();
  EXPECT_EQ(correct(lot, 0, 5).error().code, "lot_blocked");
}

TEST_F(StockTakeoffTest, ACorrectionHappensOnce) {
  const auto lot = stock(tea, 10);
  const auto same = key("correction");
  const auto first = correct(lot, 10, 7, same).value(), again = correct(lot, 10, 7, same).value();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.correction_id, first.value.correction_id);
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] { done += correct(lot, 7, i).has_value(); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(events(kStockCorrected).size(), 2U);
}

TEST_F(StockTakeoffTest, WhatIsPastItsDateGoesOffSaleOnce) {
  const auto lot = stock(tea, 5, "OLD", "2026-11-24");
  db.clock.advance(std::chrono::milliseconds(1));  // lots are shown by id, and ids begin with the millisecond
  stock(tea, 2, "NEW", "2027-06-01");
  const auto kept = paid(2), lost = paid(3);
  db.clock.advance(start_of_china_day(*parse_date("2026-11-25")) - std::chrono::microseconds(1) - db.clock.now());
  EXPECT_EQ(run(stock_service.expire_due()), 0);
  EXPECT_EQ(stock_of(tea).on_hand, 7);
  db.clock.advance(std::chrono::microseconds(1));
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { taken += static_cast<int>(run(stock_service.expire_due())); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken, 1);
  const auto stock = stock_of(tea);
  EXPECT_EQ(stock.on_hand, 2);
  EXPECT_EQ(stock.lots.at(0).expired, 5);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM stock_entry WHERE kind = 'expired'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM notification WHERE template = 'orders.lot_expired.supplier'"), 1);
  const auto told = json::read<LotTakenOff>(events(kLotExpired).at(0).payload).value();
  EXPECT_EQ(told.lot, lot);
  EXPECT_EQ(told.quantity, 5);
  EXPECT_EQ(told.undeliverable, (std::vector<OrderId>{lost}));
  EXPECT_EQ(correct(lot, 0, 3).error().code, "lot_expired");
  fulfil(kept);
  const auto blocked = run(stock_service.block_lot({lot, "召回"})).value();
  EXPECT_EQ(blocked.blocked_quantity, 5);  // unsold, and to be got back
}

TEST_F(StockTakeoffTest, DaysThatMustBeLeftAreASetting) {
  context.policy.sellable_days = 30;
  stock(tea, 5, "SHORT", "2026-12-22");  // 29 days
  EXPECT_EQ(stock_of(tea).sellable, 0);  // never on sale at all
  stock(tea, 4, "LONG", "2026-12-23");
  EXPECT_EQ(stock_of(tea).sellable, 4);
  db.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(run(stock_service.expire_due()), 1);
  EXPECT_EQ(stock_of(tea).sellable, 0);
  EXPECT_EQ(events(kLotExpired).size(), 2U);
}

TEST_F(StockTakeoffTest, AuditsSeeWhatIsPlanted) {
  const auto lot = stock(tea, 10, "L1", "2026-11-24");
  correct(lot, 10, 8).value();
  db.clock.advance(std::chrono::hours(48));
  EXPECT_EQ(run(stock_service.expire_due()), 1);
  const auto difference = [&](std::string_view check) {
    const auto findings = db.transaction(audit_orders).value();
    for (const auto& finding : findings) {
      if (finding.check == check) return finding.difference;
    }
    return std::int64_t(-1);
  };
  struct Row {
    const char *check, *plant, *undo;
  };
  const Row rows[] = {
      {"orders.stock_ledger", "UPDATE sku_stock SET on_hand = on_hand + 1",
       "UPDATE sku_stock SET on_hand = on_hand - 1"},
      {"orders.stock_ledger", "UPDATE stock_entry SET reserved_delta = 1 WHERE kind = 'corrected'",
       "UPDATE stock_entry SET reserved_delta = 0 WHERE kind = 'corrected'"},
      {"orders.lot_ledger", "UPDATE lot_stock SET written_off = written_off + 1, expired = expired - 1",
       "UPDATE lot_stock SET written_off = written_off - 1, expired = expired + 1"},
      {"orders.lot_ledger", "UPDATE stock_entry SET kind = 'corrected' WHERE kind = 'expired'",
       "UPDATE stock_entry SET kind = 'expired' WHERE kind = 'corrected' AND on_hand_delta = -8"},
      {"orders.sku_lots", "UPDATE lot_stock SET on_hand = on_hand + 1", "UPDATE lot_stock SET on_hand = on_hand - 1"},
      {"orders.reservations", "UPDATE sku_stock SET reserved = reserved + 1",
       "UPDATE sku_stock SET reserved = reserved - 1"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(difference(row.check), 0) << row.check;
    execute(row.plant);
    EXPECT_GT(difference(row.check), 0) << row.plant;
    execute(row.undo);
    EXPECT_EQ(difference(row.check), 0) << row.undo;
  }
}

}  // namespace
}  // namespace shanhai::orders
