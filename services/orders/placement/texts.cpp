#include "services/orders/placement/texts.hpp"

#include "common/events/outbox.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/placement/placement.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

namespace queries = sql::orders;

// Rows of each table.
struct Rows {
  std::vector<db::Params> orders, deliveries;
  std::vector<StockMove> reservations;
  std::vector<events::NewEvent> events;
};

void add_order(Rows& rows, const Placement& placement, const PlacementOrder& order) {
  rows.orders.push_back(store::insert_row(order.row, order.recipient_key));
  for (const auto& line : order.lines) {
    rows.reservations.push_back({line.sku, StockEntryKind::reserved, std::nullopt, 0, line.quantity, order.row.id});
  }
  for (const auto& delivery : order.deliveries) {
    rows.deliveries.push_back({{"order_id", order.row.id},
                               {"position", delivery.position},
                               {"division", delivery.division},
                               {"recipient", db::Bytes{delivery.recipient}}});
  }
  rows.events.push_back({kOrderPlaced, "order", order.row.id.str(), order.row.version, placement.by.actor,
                         placement.by.reason, placement.by.trace_id,
                         json::write(facts_of(order.row, order.lines)).as_object()});
}

std::string key_text(const Placement& placement) {
  const std::vector<db::Params> row{{{"scope", db::Bytes{placement.key.scope}},
                                     {"payload", db::Bytes{placement.key.payload}},
                                     {"answer", placement.answer},
                                     {"now", placement.group.placed_at}}};
  return db::expand_texts(queries::placement_insert_keys, row);
}

std::string group_text(const GroupRow& group) {
  const std::vector<db::Params> row{{{"id", group.id},
                                     {"buyer", group.buyer},
                                     {"buyer_account", group.buyer_account},
                                     {"buyer_kind", group.buyer_kind},
                                     {"payment_channel", group.payment_channel},
                                     {"total_fen", group.total},
                                     {"note", group.note},
                                     {"placed_at", group.placed_at},
                                     {"payment_due_at", group.payment_due_at}}};
  return db::expand_texts(queries::order_group_insert, row);
}

}  // namespace

std::string line_texts(const Placement& placement) {
  std::vector<db::Params> rows;
  for (const auto& order : placement.orders) {
    for (const auto& line : order.lines) rows.push_back(store::insert_row(line));
  }
  return db::expand_texts(queries::order_line_insert, rows);
}

PlacementTexts make_texts(const Placement& placement, Random& random) {
  const auto now = placement.group.placed_at;
  Rows rows;
  for (const auto& order : placement.orders) add_order(rows, placement, order);
  PlacementTexts out;
  out.key = key_text(placement);
  out.group = group_text(placement.group);
  out.orders = db::expand_texts(queries::order_insert, rows.orders);
  out.lines = line_texts(placement);
  out.deliveries = db::expand_texts(queries::order_delivery_insert, rows.deliveries);
  out.entries = db::expand_texts(queries::stock_entry_insert, store::entry_rows(rows.reservations, now, random));
  auto events = events::texts_of(rows.events, now, random);
  out.events = std::move(events.rows);
  out.pending = std::move(events.pending);
  return out;
}

}  // namespace shanhai::orders
