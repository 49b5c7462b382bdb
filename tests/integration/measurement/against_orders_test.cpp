// What is counted against the orders' own rows: what differs is named, to the fen.
#include "services/measurement/ledger/against_orders.hpp"
#include "services/measurement/service.hpp"
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

// Orders' rows as they stand, in pages of two.
class Rows final : public orders::BooksApi {
 public:
  Task<Result<orders::CountedOrders>> counted(orders::CountedQuery query) override {
    orders::CountedOrders out;
    for (const auto& [placed_at, order] : orders) {
      if (placed_at < query.from || placed_at >= query.to || (query.after && order.order <= *query.after)) continue;
      if (out.items.size() == 2) {
        out.next = out.items.back().order;
        break;
      }
      out.items.push_back(order);
    }
    co_return out;
  }
  Task<Result<orders::FirstOrder>> first_order(orders::FirstOrderQuery) override {
    orders::FirstOrder out;
    if (!orders.empty()) out.placed_at = orders.front().first;
    co_return out;
  }

  void add(const orders::OrderFacts& facts, std::vector<Measure> counted, bool cancelled = false) {
    orders::CountedOrder row;
    row.order = facts.order;
    row.buyer_division = facts.buyer_division;
    row.counted = std::move(counted);
    row.cancelled = cancelled;
    row.freight = facts.freight;
    row.freight_refunded = facts.freight_refunded.value_or(Money());
    for (const auto& line : facts.lines)
      row.lines.push_back({line.line, line.amount, line.refunded, line.production_county});
    orders.emplace_back(facts.placed_at, std::move(row));
  }

  std::vector<std::pair<Instant, orders::CountedOrder>> orders;
};

class AgainstOrders : public PurchaseVolume {
 protected:
  std::vector<runtime::AuditFinding> compare() {
    return fixture::run(compare_with_orders(rows, service, service_db.clock.now())).value();
  }

  Rows rows;
  Service service{service_db.database};
  const std::vector<Measure> all{Measure::ordered, Measure::paid, Measure::accepted, Measure::completed};
};

TEST_F(AgainstOrders, FindsNothingWhereNothingDiffers) {
  EXPECT_TRUE(compare().empty());
  for (int i = 0; i < 5; ++i) {
    auto order = facts({"440605", "513431", catalog::Category::agricultural, orders::BuyerKind::consumer, {900, 100}});
    order.freight = Money(50);
    apply(orders::kOrderPlaced, order);
    if (i == 4) {
      apply(orders::kOrderCancelled, order);
      rows.add(order, {Measure::ordered}, true);
      continue;
    }
    order.paid_at = service_db.clock.now();
    apply(orders::kOrderPaid, order);
    refund(order, 1, 30 + i, {Measure::ordered, Measure::paid});
    apply(orders::kOrderAccepted, order);
    rows.add(order, {Measure::ordered, Measure::paid, Measure::accepted});
    service_db.clock.advance(std::chrono::hours(24 * 20));
  }
  const auto found = compare();
  ASSERT_EQ(found.size(), 4u) << "November to February";
  std::int64_t compared = 0;
  for (const auto& month : found) {
    EXPECT_EQ(month.difference, 0) << month.check << ' ' << month.detail;
    compared += month.compared;
  }
  EXPECT_EQ(found.front().check, "volume.2026-11");
  EXPECT_EQ(compared, 4 * 3 * 3 + 3);
}

TEST_F(AgainstOrders, NamesTheOrderTheLineAndTheFen) {
  auto order = complete({"440605", "513431"});
  rows.add(order, all);
  auto missing = facts({"440605", "513431"});
  service_db.clock.advance(std::chrono::seconds(1));
  missing.placed_at = service_db.clock.now();
  rows.add(missing, {Measure::ordered});
  rows.orders.front().second.lines.front().amount = Money(1003);
  rows.orders.front().second.counted.pop_back();
  const auto found = compare().at(0);
  // Three measures differ by 3 fen, one is counted that was not reached, and one order is not counted at all.
  EXPECT_EQ(found.difference, 3 * 3 + 1000 + 1000);
  EXPECT_NE(found.detail.find(order.order.str() + " line " + order.lines[0].line.str() + " paid 3 fen"),
            std::string::npos)
      << found.detail;
  EXPECT_NE(found.detail.find(missing.order.str() + " is not counted"), std::string::npos) << found.detail;
  EXPECT_NE(found.detail.find("completed"), std::string::npos) << found.detail;
}

}  // namespace
}  // namespace shanhai::measurement
