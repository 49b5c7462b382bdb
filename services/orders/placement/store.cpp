#include "services/orders/placement/store.hpp"

#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

// Rows of each table for the whole batch.
struct BatchRows {
  std::vector<db::Params> keys, groups, orders, lines, deliveries;
  std::vector<StockMove> reservations;
  std::vector<events::NewEvent> events;
  Quantities reserved;
};

void add_order(BatchRows& rows, const Placement& placement, const PlacementOrder& order) {
  rows.orders.push_back(insert_row(order.row, order.recipient_key));
  for (const auto& line : order.lines) {
    rows.lines.push_back(insert_row(line));
    rows.reserved[line.sku] += line.quantity;
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

void add_placement(BatchRows& rows, const Placement& placement, Instant now) {
  rows.keys.push_back({{"scope", db::Bytes{placement.key.scope}},
                       {"payload", db::Bytes{placement.key.payload}},
                       {"answer", placement.answer},
                       {"now", now}});
  const auto& group = placement.group;
  rows.groups.push_back({{"id", group.id},
                         {"buyer", group.buyer},
                         {"buyer_account", group.buyer_account},
                         {"buyer_kind", group.buyer_kind},
                         {"payment_channel", group.payment_channel},
                         {"total_fen", group.total},
                         {"note", group.note},
                         {"placed_at", group.placed_at},
                         {"payment_due_at", group.payment_due_at}});
  for (const auto& order : placement.orders) add_order(rows, placement, order);
}

void reserve(db::Tx& tx, const Quantities& quantities) {
  std::vector<db::Params> rows;
  for (const auto& [sku, quantity] : quantities) rows.push_back({{"sku", sku}, {"quantity", quantity}});
  if (tx.execute_rows(queries::stock_reserve, rows) != quantities.size()) {
    throw std::logic_error("locked stock could not be reserved");
  }
}

}  // namespace

std::map<std::string, StoredAnswer> find_answers(db::Tx& tx, const std::vector<std::string>& scopes) {
  std::map<std::string, StoredAnswer> out;
  if (scopes.empty()) return out;
  std::vector<db::Value> values;
  for (const auto& scope : scopes) values.emplace_back(db::Bytes{scope});
  const auto rows = tx.query(queries::placement_find_keys, {{"scopes", db::Value::list(std::move(values))}});
  for (const auto row : rows) {
    out[row.get<db::Bytes>("scope").value] = {row.get<db::Bytes>("payload").value, row.get<std::string>("answer")};
  }
  return out;
}

Shelf lock_shelf(db::Tx& tx, const std::vector<SkuId>& skus) {
  Shelf out;
  for (const auto& listing : find_listings(tx, skus, tx.now())) {
    out.offers[listing.sku] = {listing.version, listing.price, listing.for_sale, listing.certified};
  }
  for (const auto& stock : lock_stock(tx, skus)) out.sellable[stock.sku] = stock.sellable();
  return out;
}

void insert_placements(db::Tx& tx, Random& random, const std::vector<const Placement*>& placements) {
  BatchRows rows;
  for (const auto* placement : placements) add_placement(rows, *placement, tx.now());
  tx.execute_rows(queries::placement_insert_keys, rows.keys);
  tx.execute_rows(queries::order_group_insert, rows.groups);
  tx.execute_rows(queries::order_insert, rows.orders);
  tx.execute_rows(queries::order_line_insert, rows.lines);
  tx.execute_rows(queries::order_delivery_insert, rows.deliveries);
  insert_entries(tx, random, rows.reservations);
  reserve(tx, rows.reserved);
  events::append_all(tx, random, rows.events);
}

}  // namespace shanhai::orders::store
