// Whoever has a recalled lot in a parcel is told: all of them, and each once.
#include <future>

#include "tests/integration/orders/parcels_world.hpp"

namespace shanhai::orders {
namespace {

class RecallNotice : public ParcelsTest {
 protected:
  OrderId packed(const auth::Principal& buyer, std::vector<Wanted> lines) {
    const auto receipt = placed(buyer, std::move(lines));
    pay(buyer, receipt.order_group_id);
    const auto id = receipt.orders[0].order_id;
    pack(id).value();
    return id;
  }
  LotBlocked block(LotId lot, LotId recall, bool more = false) {
    return run(stock_service.block_lot({lot, "农残超标", recall, more})).value();
  }
  std::int64_t tell() { return run(parts.fulfilment.deadlines().tell_due()); }
  std::vector<std::string> recalls_told(const auth::Principal& buyer) {
    auto names = told_to(buyer);
    std::erase_if(names, [](const std::string& name) { return name.find("recalled") == name.npos; });
    return names;
  }
  RecallReach reach(std::vector<LotId> lots, LotId recall) {
    RecallReachQuery query;
    query.lots = std::move(lots);
    query.recalls = {recall};
    return run(stock_service.recall_reach(query)).value();
  }
  const LotId raw = LotId::make(db.clock, db.random);
  using Names = std::vector<std::string>;
};

TEST_F(RecallNotice, OneForAllOrdersAndLotsOfABuyer) {
  const auto first = stock(tea, 10, "L1"), second = stock(honey, 10, "H1");
  const auto other = consumer();
  packed(who, {{&tea, 1}, {&honey, 1}});
  packed(who, {{&honey, 2}});
  packed(other, {{&tea, 1}});
  EXPECT_EQ(reach({first, second}, raw).buyers, 2);
  EXPECT_EQ(reach({first, second}, raw).orders, 3);
  EXPECT_EQ(block(first, raw, true).orders.size(), 2u);
  EXPECT_EQ(tell(), 0) << "another lot of the recall is to come";
  EXPECT_EQ(block(second, raw).orders.size(), 2u);
  EXPECT_GT(tell(), 0);
  EXPECT_EQ(tell(), 0);
  EXPECT_EQ(recalls_told(who), Names{"orders.lots_recalled.buyer"});
  EXPECT_EQ(recalls_told(other), Names{"orders.lot_recalled.buyer"});
  block(first, raw);
  block(second, raw);
  tell();
  EXPECT_EQ(recalls_told(who).size(), 1u) << "asked again";
  const auto counted = reach({first, second}, raw);
  EXPECT_EQ(counted.buyers_told, 2);
  EXPECT_EQ(counted.orders_told, 3);
}

TEST_F(RecallNotice, DoesNotWaitForALotThatNeverComes) {
  const auto lot = stock(tea, 10, "L1");
  packed(who, {{&tea, 1}});
  block(lot, raw, true);
  db.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(recalls_told(who).size(), 1u);
}

// Lots of a recall may come one after the other: whoever has several is told of them together.
TEST_F(RecallNotice, WaitsWhileLotsAreStillComing) {
  const auto first = stock(tea, 10, "L1"), second = stock(honey, 10, "H1");
  packed(who, {{&tea, 1}});
  packed(who, {{&honey, 1}});
  block(first, raw, true);
  db.clock.advance(std::chrono::seconds(50));
  block(LotId::make(db.clock, db.random), raw, true);  // of which nothing was sold
  db.clock.advance(std::chrono::seconds(50));
  EXPECT_EQ(tell(), 0);
  block(second, raw, true);
  db.clock.advance(std::chrono::seconds(50));
  EXPECT_EQ(tell(), 0);
  block(second, raw);
  EXPECT_GT(tell(), 0);
  EXPECT_EQ(recalls_told(who), Names{"orders.lots_recalled.buyer"});
}

TEST_F(RecallNotice, WaitsNoLongerThanSomeMinutes) {
  const auto lot = stock(tea, 10, "L1");
  packed(who, {{&tea, 1}});
  for (int i = 0; i < 6; ++i) {
    block(lot, raw, true);
    EXPECT_EQ(tell(), 0);
    db.clock.advance(std::chrono::seconds(50));
  }
  block(lot, raw, true);
  EXPECT_EQ(tell(), 1);
}

// An order is of two recalls: the one whose lots are still coming is not told with the other.
TEST_F(RecallNotice, EachRecallByItself) {
  const auto first = stock(tea, 10, "L1"), second = stock(honey, 10, "H1");
  packed(who, {{&tea, 1}, {&honey, 1}});
  block(first, first);
  block(second, second, true);
  tell();
  EXPECT_EQ(recalls_told(who).size(), 1u);
  EXPECT_EQ(reach({first}, first).buyers_told, 1);
  EXPECT_EQ(reach({second}, second).buyers_told, 0);
  db.clock.advance(std::chrono::seconds(61));
  tell();
  EXPECT_EQ(recalls_told(who).size(), 2u);
}

// What was told of other lots of the same recall does not count.
TEST_F(RecallNotice, IsCountedByTheLotsAskedFor) {
  const auto first = stock(tea, 10, "L1"), second = stock(honey, 10, "H1");
  packed(who, {{&tea, 1}});
  packed(consumer(), {{&honey, 1}});
  block(first, raw);
  block(second, raw);
  tell();
  EXPECT_EQ(reach({first, second}, raw).buyers_told, 2);
  EXPECT_EQ(reach({first}, raw).buyers_told, 1);
  EXPECT_EQ(reach({first}, raw).orders_told, 1);
}

TEST_F(RecallNotice, NotForWhoseParcelWasOpenedBefore) {
  const auto lot = stock(tea, 10, "L1");
  const auto receipt = placed(who, {{&tea, 1}});
  pay(who, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  const auto list = pack(id).value();
  unpack(id, list.parcels.at(0).parcel_id).value();
  EXPECT_TRUE(block(lot, raw).orders.empty());
  EXPECT_EQ(tell(), 0);
}

// An institution's administrators are told with whoever ordered for it.
TEST_F(RecallNotice, ForAnInstitution) {
  const auto lot = stock(tea, 30, "L1");
  auto school = unit(identity::OrganisationKind::budget_unit);
  school.administrator = true;
  const auto receipt = placed(school, {{&tea, 3}}, PaymentChannel::bank_transfer);
  pack(receipt.orders[0].order_id).value();
  block(lot, raw);
  tell();
  std::size_t rows = 0;
  for (const auto& notice : told()) {
    if (notice.name != "orders.lot_recalled.buyer") continue;
    ++rows;
    EXPECT_EQ(notice.recipient.organisation, school.organisation);
    EXPECT_EQ(notice.recipient.account, school.account);
  }
  EXPECT_EQ(rows, 1u);
}

// Parcels are packed while the lot is being blocked: who got one is told, nobody gets one afterwards.
TEST_F(RecallNotice, MissesNobodyWhoIsPackedMeanwhile) {
  for (int round = 0; round < 3; ++round) {
    const auto lot = stock(tea, 40, ("L" + std::to_string(round)).c_str());
    std::vector<std::pair<auth::Principal, OrderId>> paid_orders;
    for (int i = 0; i < 8; ++i) {
      const auto buyer = consumer();
      const auto receipt = placed(buyer, {{&tea, 1}});
      pay(buyer, receipt.order_group_id);
      paid_orders.emplace_back(buyer, receipt.orders[0].order_id);
    }
    std::vector<std::future<bool>> packing;
    for (const auto& [buyer, id] : paid_orders) {
      packing.push_back(std::async(std::launch::async, [this, command = by(coop), order = id, once = key()] {
        return fixture::run(parts.fulfilment.pack(command, order, {}, once)).has_value();
      }));
    }
    const auto blocked = run(stock_service.block_lot({lot, "农残超标", lot, false})).value();
    std::set<OrderId> got;
    for (std::size_t i = 0; i < packing.size(); ++i) {
      if (packing[i].get()) got.insert(paid_orders[i].second);
    }
    EXPECT_EQ(std::set<OrderId>(blocked.orders.begin(), blocked.orders.end()), got);
    EXPECT_EQ(blocked.blocked_quantity, 40 - static_cast<std::int64_t>(got.size()));
    tell();
    for (const auto& [buyer, id] : paid_orders)
      EXPECT_EQ(recalls_told(buyer).size(), got.contains(id) ? 1u : 0u) << "round " << round;
  }
}

}  // namespace
}  // namespace shanhai::orders
