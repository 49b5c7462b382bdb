#include <future>

#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

using Mood = OrdersStandIn::Mood;

class Recalls : public World {
 protected:
  RecallView recall(const Chain& chain, LotId lot) {
    return must(recalls.recall(chain.owner, key(), lot, {Text<1, 200>("农残超标")}, {})).value;
  }
  std::int64_t look_again() {
    clock.advance(std::chrono::seconds(61));
    return run(recalls.carry_out_due());
  }
};

TEST_F(Recalls, ReachEverythingMadeOfTheLot) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  orders_service->orders_with_the_lot = {OrderId::make(clock, random), OrderId::make(clock, random)};
  const auto view = recall(chain, chain.raw.lot_id);
  EXPECT_EQ(view.state, RecallState::confirmed);
  EXPECT_EQ(view.reason, "农残超标");
  ASSERT_EQ(view.lots.size(), 3u);
  EXPECT_EQ(view.lots[2].lot_id, chain.packed.lot_id);
  EXPECT_EQ(view.lots[2].blocked_quantity, 60);
  EXPECT_EQ(view.orders.size(), 2u);
  EXPECT_TRUE(orders_service->is_blocked(chain.packed.lot_id));
  EXPECT_EQ(refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {})).code, "lot_recalled");
  const auto error = refused(lots.record(chain.owner, key(), processed_entry(chain.processed, 1, 1), {}));
  EXPECT_EQ(error.code, "lot_recalled");
  EXPECT_EQ(error.fields.at(0).pointer, "/inputs/0/lot_id");
  EXPECT_TRUE(trace(chain.packed).recalled);
  EXPECT_EQ(events_of(kLotRecalled).size(), 3u);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Recalls, AreConfirmedWhenOrdersHasBlockedAndNotBefore) {
  for (const auto mood : {Mood::away, Mood::loses_answers, Mood::breaks}) {
    const auto chain = tea();
    put_on_sale(chain, 60);
    orders_service->set_mood(mood);
    EXPECT_EQ(recall(chain, chain.packed.lot_id).state, RecallState::requested);
    EXPECT_EQ(look_again(), 0);
    EXPECT_EQ(must(recalls.get(chain.owner, chain.packed.lot_id)).state, RecallState::requested);
    EXPECT_TRUE(trace(chain.packed).recalled) << "who scans the code is warned at once";
    orders_service->set_mood(Mood::answers);
    EXPECT_EQ(look_again(), 1);
    const auto view = must(recalls.get(chain.owner, chain.packed.lot_id));
    EXPECT_EQ(view.state, RecallState::confirmed);
    EXPECT_EQ(view.lots.at(0).blocked_quantity, 60);
    EXPECT_EQ(look_again(), 0);
  }
}

// A packed lot's own recall is still on its way when the lot it was made of is recalled.
TEST_F(Recalls, WaitForWhatWasRecalledBefore) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  orders_service->set_mood(Mood::away);
  recall(chain, chain.packed.lot_id);
  const auto view = recall(chain, chain.raw.lot_id);
  EXPECT_EQ(view.state, RecallState::requested) << "units of it can still be sold";
  EXPECT_EQ(view.lots.size(), 3u);
  orders_service->set_mood(Mood::answers);
  orders_service->orders_with_the_lot = {OrderId::make(clock, random)};
  EXPECT_EQ(look_again(), 1);
  const auto after = must(recalls.get(chain.owner, chain.raw.lot_id));
  EXPECT_EQ(after.state, RecallState::confirmed);
  EXPECT_EQ(after.orders.size(), 1u);
}

// More than one statement takes; however many there are, none stays on sale.
TEST_F(Recalls, ReachThousandsOfLots) {
  const auto chain = tea();
  auto connection = service.schema.connect();
  const std::string digit =
      "(SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION "
      "SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)";
  connection.execute(
      "INSERT INTO lot (id, supplier_id, kind, class_key, lot_number, product_name, county, outside_county, made_on, "
      "unit, quantity, available, consumed, reserved, transferred, loss_reason, households, failed_tests, epc_class, "
      "created_at, version) SELECT UNHEX(CONCAT(LEFT(HEX(l.id), 24), LPAD(HEX(a.n + b.n * 10 + c.n * 100), 8, '0'))), "
      "l.supplier_id, l.kind, l.class_key, CONCAT('N', a.n + b.n * 10 + c.n * 100), l.product_name, l.county, "
      "l.outside_county, l.made_on, l.unit, 1, 1, 0, 0, 0, '', 1, 0, CONCAT(l.epc_class, 'N', a.n, b.n, c.n), "
      "l.created_at, 0 FROM lot AS l JOIN " +
      digit + " AS a JOIN " + digit + " AS b JOIN " + digit + " AS c WHERE l.kind = 'processed'");
  connection.execute(
      "INSERT INTO lot_input (lot_id, input_lot_id, quantity) SELECT made.id, raw.id, 1 FROM lot AS made "
      "JOIN lot AS raw ON raw.kind = 'raw' WHERE made.lot_number LIKE 'N%'");
  const auto view = recall(chain, chain.raw.lot_id);
  EXPECT_EQ(view.lots_total, 1003);
  EXPECT_EQ(view.state, RecallState::confirmed);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot WHERE recalled_at IS NULL"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM recall WHERE state = 'confirmed'"), 1003);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox WHERE event_type = 'traceability.lot_recalled'"), 1003);
}

TEST_F(Recalls, HappenOnce) {
  const auto chain = tea();
  const auto once = key();
  const RecallEntry entry{Text<1, 200>("异物")};
  const auto first = must(recalls.recall(chain.owner, once, chain.packed.lot_id, entry, {}));
  const auto again = must(recalls.recall(chain.owner, once, chain.packed.lot_id, entry, {}));
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(refused(recalls.recall(chain.owner, key(), chain.packed.lot_id, entry, {})).code, "lot_recalled");
  EXPECT_EQ(events_of(kLotRecalled).size(), 1u);
}

TEST_F(Recalls, OfAnothersLotDoNotExist) {
  const auto chain = tea();
  const auto stranger = cooperative();
  EXPECT_EQ(refused(recalls.recall(stranger, key(), chain.raw.lot_id, {Text<1, 200>("x")}, {})).code, "lot_not_found");
  EXPECT_EQ(refused(recalls.get(stranger, chain.raw.lot_id)).code, "lot_not_found");
  EXPECT_EQ(refused(recalls.orders(stranger, chain.raw.lot_id, {})).code, "lot_not_found");
  EXPECT_EQ(refused(recalls.notices(stranger, chain.raw.lot_id)).code, "lot_not_found");
}

// Who is about to recall sees first what it would reach.
TEST_F(Recalls, AreSeenBeforeTheyAreMade) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  const auto view = must(recalls.get(chain.owner, chain.raw.lot_id));
  EXPECT_EQ(view.state, RecallState::none);
  EXPECT_FALSE(view.reason.has_value());
  ASSERT_EQ(view.lots.size(), 3u);
  EXPECT_EQ(view.lots[0].unsold, 0);
  EXPECT_EQ(view.lots[1].unsold, 5000);
  EXPECT_FALSE(view.lots[1].on_hand.has_value());
  EXPECT_EQ(view.lots[2].unsold, 20);
  EXPECT_EQ(view.lots[2].on_hand, 60);
  EXPECT_EQ(events_of(kLotRecalled).size(), 0u);
  orders_service->set_mood(Mood::away);
  EXPECT_FALSE(must(recalls.get(chain.owner, chain.raw.lot_id)).lots[2].on_hand.has_value());
}

// Orders is told which blocks belong together, so that it tells each buyer once.
TEST_F(Recalls, SayWhichLotsBelongTogether) {
  const auto chain = tea();
  const auto second = record(chain.owner, packed_entry(chain.sku, chain.processed, 2500, 5));
  recall(chain, chain.raw.lot_id);
  const auto blocks = orders_service->blocks();
  ASSERT_EQ(blocks.size(), 2u);
  for (const auto& block : blocks) EXPECT_EQ(block.recall, chain.raw.lot_id);
  EXPECT_EQ(blocks[0].more, true);
  EXPECT_EQ(blocks[1].more, false);
  EXPECT_EQ(must(recalls.notices(chain.owner, second.lot_id)).buyers, 0);
}

// Orders blocks the lot while a transfer is on its way: the transfer is refused, the balance whole.
TEST_F(Recalls, EndTransfersThatWereOnTheirWay) {
  const auto chain = tea();
  orders_service->set_mood(Mood::away);
  put_on_sale(chain, 60);
  orders_service->set_mood(Mood::answers);
  EXPECT_EQ(recall(chain, chain.packed.lot_id).state, RecallState::confirmed);
  clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(run(sales.carry_out_due()), 1);
  const auto lot = look(chain.owner, chain.packed.lot_id);
  EXPECT_EQ(lot.available, 80);
  EXPECT_EQ(lot.on_sale, 0);
  EXPECT_EQ(orders_service->received(lot.lot_id), 0);
  EXPECT_EQ(audit_differences(), "");
}

// Nothing that was made of a lot while it was being recalled escapes.
TEST_F(Recalls, MissNothingThatIsMadeMeanwhile) {
  for (int round = 0; round < 5; ++round) {
    const auto owner = cooperative();
    const auto raw = record(owner, raw_entry({{household(owner), 100000}}));
    std::vector<std::future<bool>> making;
    for (int i = 0; i < 8; ++i) {
      making.push_back(
          std::async(std::launch::async, [this, owner, entry = processed_entry(raw, 100, 100), one = key()] {
            return fixture::run(lots.record(owner, one, entry, {})).has_value();
          }));
    }
    const auto view = must(recalls.recall(owner, key(), raw.lot_id, {Text<1, 200>("x")}, {})).value;
    std::size_t made = 0;
    for (auto& one : making) made += one.get();
    EXPECT_EQ(view.lots.size(), made + 1) << "a lot was made of a recalled one";
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot WHERE recalled_at IS NULL"), 0);
}

}  // namespace
}  // namespace shanhai::traceability
