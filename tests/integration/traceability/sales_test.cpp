#include <future>

#include "common/base/encoding.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

using Mood = OrdersStandIn::Mood;

class Sales : public World {
 protected:
  // The loop's next look, when everything is due.
  std::int64_t look_again() {
    clock.advance(std::chrono::seconds(61));
    return run(sales.carry_out_due());
  }
  std::string state_of(const SaleView& sale) {
    auto connection = service.schema.connect();
    return connection.query("SELECT state FROM transfer WHERE id = UNHEX('" + to_hex(sale.transfer_id.raw()) + "')")
        .front()
        .get<std::string>("state");
  }
  // Every unit is in one place, and orders has exactly what was transferred.
  void expect_balanced(const Chain& chain) {
    const auto lot = look(chain.owner, chain.packed.lot_id);
    EXPECT_EQ(lot.available + lot.consumed + lot.reserved + lot.on_sale, lot.quantity);
    EXPECT_EQ(orders_service->received(lot.lot_id), lot.on_sale);
    EXPECT_EQ(audit_differences(), "");
  }
};

TEST_F(Sales, MoveUnitsFromTheLotToOrders) {
  const auto chain = tea();
  const auto sale = put_on_sale(chain, 60);
  EXPECT_EQ(sale.state, TransferState::confirmed);
  EXPECT_EQ(sale.quantity, 60);
  EXPECT_EQ(sale.available, 20);
  EXPECT_EQ(look(chain.owner, chain.packed.lot_id).on_sale, 60);
  const auto told = events_of(kLotPutOnSale);
  ASSERT_EQ(told.size(), 1u);
  const auto payload = json::read<LotPutOnSale>(told[0].payload).value();
  EXPECT_EQ(payload.sku, chain.sku);
  EXPECT_EQ(payload.quantity, 60);
  std::vector<std::string> pseudonyms;
  for (const auto& household : chain.households) pseudonyms.push_back(household.str());
  std::sort(pseudonyms.begin(), pseudonyms.end());
  EXPECT_EQ(payload.households, pseudonyms);
  expect_balanced(chain);
}

TEST_F(Sales, ARepeatedRequestIsTheSameTransfer) {
  const auto chain = tea();
  const auto once = key();
  const auto first = must(sales.put_on_sale(chain.owner, once, chain.packed.lot_id, {30}, {}));
  const auto second = must(sales.put_on_sale(chain.owner, once, chain.packed.lot_id, {30}, {}));
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(first.value.transfer_id, second.value.transfer_id);
  EXPECT_EQ(look(chain.owner, chain.packed.lot_id).on_sale, 30);
  expect_balanced(chain);
}

TEST_F(Sales, BeyondTheBalanceAreRefusedAndFlagged) {
  const auto chain = tea();
  const auto error = refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {81}, {}));
  EXPECT_EQ(error.code, "insufficient_lot_balance");
  EXPECT_EQ(error.fields.at(0).pointer, "/quantity");
  EXPECT_EQ(error.extensions.at("available").as_int64(), 80);
  EXPECT_EQ(count("SELECT COUNT(*) FROM balance_refusal WHERE attempt = 'put_on_sale' AND requested = 81"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM transfer"), 0);
  EXPECT_EQ(orders_service->calls(), 0u);
}

TEST_F(Sales, WhatMayNotBeSoldIsNot) {
  const auto chain = tea();
  EXPECT_EQ(refused(sales.put_on_sale(chain.owner, key(), chain.raw.lot_id, {1}, {})).code, "lot_not_packed");
  EXPECT_EQ(refused(sales.put_on_sale(cooperative(), key(), chain.packed.lot_id, {1}, {})).code, "lot_not_found");
  clock.advance(std::chrono::hours(24 * 366));
  EXPECT_EQ(refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {})).code, "lot_expired");
}

TEST_F(Sales, AFailedTestOfAnIngredientStopsThem) {
  const auto chain = tea();
  TestEntry report;
  report.laboratory = "凉山州检测中心";
  report.report_number = "LS-1";
  report.result = TestResult::fail;
  report.tested_on = today();
  report.file = {"报告.txt", "5LiN5ZCI5qC8"};
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report, {}));
  EXPECT_EQ(refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {})).code, "lot_failed_test");
}

// Whatever becomes of a call to orders, the balance holds and the transfer ends.
TEST_F(Sales, EndWhateverTheNetworkDoes) {
  const struct {
    Mood mood;
    std::int64_t at_orders;  // while it lasts
  } cases[] = {{Mood::away, 0},
               {Mood::loses_answers, 10},
               {Mood::knows_no_sku, 0},
               {Mood::breaks, 0},
               {Mood::misunderstands, 0}};
  for (const auto& c : cases) {
    SCOPED_TRACE(static_cast<int>(c.mood));
    const auto chain = tea();
    orders_service->set_mood(c.mood);
    const auto sale = put_on_sale(chain, 10);
    EXPECT_EQ(sale.state, TransferState::reserved);
    EXPECT_EQ(orders_service->received(chain.packed.lot_id), c.at_orders);
    EXPECT_EQ(look(chain.owner, chain.packed.lot_id).reserved, 10);
    EXPECT_EQ(look_again(), 0);
    orders_service->set_mood(Mood::answers);
    EXPECT_EQ(look_again(), 1);
    EXPECT_EQ(state_of(sale), "confirmed");
    EXPECT_EQ(look_again(), 0);
    EXPECT_EQ(look(chain.owner, chain.packed.lot_id).on_sale, 10);
    expect_balanced(chain);
  }
}

// The answer was lost, then orders was replaced by a version that refuses the call: it has the units all the same.
TEST_F(Sales, ARefusalThatDecidesNothingGivesNothingBack) {
  const auto chain = tea();
  orders_service->set_mood(Mood::loses_answers);
  const auto sale = put_on_sale(chain, 10);
  orders_service->set_mood(Mood::misunderstands);
  EXPECT_EQ(look_again(), 0);
  EXPECT_EQ(look(chain.owner, chain.packed.lot_id).available, 70);
  orders_service->set_mood(Mood::answers);
  EXPECT_EQ(look_again(), 1);
  EXPECT_EQ(state_of(sale), "confirmed");
  expect_balanced(chain);
}

TEST_F(Sales, WaitTheirTurn) {
  const auto chain = tea();
  orders_service->set_mood(Mood::away);
  put_on_sale(chain, 10);
  const auto calls = orders_service->calls();
  EXPECT_EQ(run(sales.carry_out_due()), 0);
  EXPECT_EQ(orders_service->calls(), calls) << "not due yet";
}

TEST_F(Sales, AtOnceNeverTakeMoreThanThereIs) {
  const auto chain = tea();
  std::vector<db::IdempotencyKey> keys;
  for (int i = 0; i < 20; ++i) keys.push_back(key());
  std::vector<std::future<Result<db::Replayable<SaleView>>>> results;
  for (int i = 0; i < 20; ++i) {
    results.push_back(std::async(std::launch::async, [&, i] {
      return fixture::run(sales.put_on_sale(chain.owner, keys[i], chain.packed.lot_id, {7}, {}));
    }));
  }
  int sold = 0, refusals = 0;
  for (auto& result : results) {
    const auto got = result.get();
    sold += got.has_value();
    refusals += got.has_error() && got.error().code == "insufficient_lot_balance";
  }
  EXPECT_EQ(sold, 11);
  EXPECT_EQ(refusals, 9);
  EXPECT_EQ(look(chain.owner, chain.packed.lot_id).on_sale, 77);
  expect_balanced(chain);
}

// A unit is sold or goes into another lot, never both.
TEST_F(Sales, AndTransformationsShareOneBalance) {
  const auto chain = tea();
  std::vector<std::future<std::int64_t>> taken;
  for (int i = 0; i < 24; ++i) {
    auto entry = processed_entry(chain.packed, 9, 9);
    taken.push_back(std::async(std::launch::async, [&, i, entry, one = key()]() -> std::int64_t {
      if (i % 2)
        return fixture::run(sales.put_on_sale(chain.owner, one, chain.packed.lot_id, {5}, {})).has_value() ? 5 : 0;
      return fixture::run(lots.record(chain.owner, one, entry, {})).has_value() ? 9 : 0;
    }));
  }
  std::int64_t sum = 0;
  for (auto& one : taken) sum += one.get();
  const auto lot = look(chain.owner, chain.packed.lot_id);
  EXPECT_EQ(lot.on_sale + lot.consumed, sum);
  EXPECT_LE(sum, 80);
  EXPECT_LT(lot.available, 9);
  expect_balanced(chain);
}

}  // namespace
}  // namespace shanhai::traceability
