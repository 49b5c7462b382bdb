#include "services/orders/ordering/waits.hpp"

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

struct WaitRule {
  OrderState entered;
  WaitKind kind;
};

constexpr WaitRule kRules[] = {
    {OrderState::shipped, WaitKind::delivery},     {OrderState::delivered, WaitKind::acceptance_notice},
    {OrderState::delivered, WaitKind::acceptance}, {OrderState::completed, WaitKind::retention},
    {OrderState::cancelled, WaitKind::retention},  {OrderState::refunded, WaitKind::retention},
};

Instant since(const OrderRow& order, Instant now) {
  if (order.state == OrderState::shipped) return order.shipped_at.value_or(now);
  if (order.state == OrderState::delivered) return order.delivered_at.value_or(now);
  return now;
}

}  // namespace

void begin_waits(db::Tx& tx, const OrderRow& order) {
  std::vector<db::Params> rows;
  for (const auto& rule : kRules) {
    if (rule.entered != order.state) continue;
    rows.push_back({{"kind", rule.kind}, {"order_id", order.id}, {"since", since(order, tx.now())}});
  }
  tx.execute_rows(queries::order_wait_put, rows);
}

void begin_waits(db::Tx& tx, WaitKind kind, const std::vector<OrderId>& orders, Instant since) {
  std::vector<db::Params> rows;
  for (const auto& order : orders) rows.push_back({{"kind", kind}, {"order_id", order}, {"since", since}});
  tx.execute_rows(queries::order_wait_put, rows);
}

void end_wait(db::Tx& tx, WaitKind kind, OrderId order) {
  tx.execute(queries::order_wait_end, {{"kind", kind}, {"order_id", order}});
}

std::vector<OrderId> list_waits(db::Tx& tx, WaitKind kind, Instant before, std::string_view loop, std::int64_t limit) {
  std::vector<OrderId> out;
  const auto rows = tx.query(queries::order_wait_list_due,
                             {{"kind", kind}, {"before", before}, {"loop", loop}, {"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<OrderId>("order_id"));
  return out;
}

}  // namespace shanhai::orders::store
