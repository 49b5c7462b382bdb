#include "services/orders/placement/store.hpp"

#include <numeric>

#include "common/base/failpoint.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/common_queries.hpp"
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

// One guarded statement for all SKUs: how many of them it must match.
void add_reservation(db::Script& script, const Quantities& quantities) {
  if (SHANHAI_PLANTED_BUG("orders.reserve_unguarded")) {
    for (const auto& [sku, quantity] : quantities) {
      script.add(queries::stock_move, {{"sku", sku}, {"on_hand", 0}, {"reserved", quantity}});
    }
    return;
  }
  std::vector<db::Params> rows;
  for (const auto& [sku, quantity] : quantities) rows.push_back({{"sku", sku}, {"quantity", quantity}});
  script.add_rows(queries::stock_reserve, rows);
}

db::Params scopes_of(const std::vector<std::string>& scopes) {
  std::vector<db::Value> values;
  for (const auto& scope : scopes) values.emplace_back(db::Bytes{scope});
  return {{"scopes", db::Value::list(std::move(values))}};
}

std::map<std::string, StoredAnswer> read_answers(const db::Rows& rows) {
  std::map<std::string, StoredAnswer> out;
  for (const auto row : rows) {
    out[row.get<db::Bytes>("scope").value] = {row.get<db::Bytes>("payload").value, row.get<std::string>("answer")};
  }
  return out;
}

Shelf read_shelf(const db::Rows& listings, const db::Rows& stocks) {
  constexpr std::int64_t kPlenty = 1'000'000;
  Shelf out;
  for (const auto& listing : read_listings(listings)) {
    out.offers[listing.sku] = {listing.version, listing.price, listing.for_sale, listing.certified};
  }
  for (const auto& stock : read_stocks(stocks)) {
    out.sellable[stock.sku] = SHANHAI_PLANTED_BUG("orders.reserve_unguarded") ? kPlenty : stock.sellable();
  }
  return out;
}

}  // namespace

std::map<std::string, StoredAnswer> find_answers(db::Tx& tx, const std::vector<std::string>& scopes) {
  if (scopes.empty()) return {};
  return read_answers(tx.query(queries::placement_find_keys, scopes_of(scopes)));
}

Ground begin(db::Tx& tx, const std::vector<std::string>& scopes, const std::vector<SkuId>& skus) {
  db::Script script("orders.placement_read");
  script.begin();
  script.add(queries::placement_find_keys, scopes_of(scopes));
  script.add(queries::sku_listing_find, {{"skus", db::Value::list_of(skus)}, {"at", tx.now()}});
  script.add(queries::stock_lock, {{"skus", db::Value::list_of(skus)}});
  const auto rows = tx.query(script);
  return {read_answers(rows[1]), read_shelf(rows[2], rows[3])};
}

void insert_placements(db::Tx& tx, Random& random, const std::vector<const Placement*>& placements) {
  BatchRows rows;
  for (const auto* placement : placements) add_placement(rows, *placement, tx.now());
  db::Script script("orders.placement_write");
  if (!SHANHAI_PLANTED_BUG("orders.key_not_stored")) script.add_rows(queries::placement_insert_keys, rows.keys);
  script.add_rows(queries::order_group_insert, rows.groups);
  script.add_rows(queries::order_insert, rows.orders);
  script.add_rows(queries::order_line_insert, rows.lines);
  script.add_rows(queries::order_delivery_insert, rows.deliveries);
  script.add_rows(queries::stock_entry_insert, entry_rows(rows.reservations, tx.now(), random));
  script.add_rows(sql::common::outbox_append, events::outbox_rows(rows.events, tx.now(), random), {{"now", tx.now()}});
  const auto before = script.size();
  add_reservation(script, rows.reserved);
  const auto matched = tx.execute(script);
  const auto reserved =
      std::accumulate(matched.begin() + static_cast<std::ptrdiff_t>(before), matched.end(), std::uint64_t{0});
  if (reserved != rows.reserved.size()) throw std::logic_error("locked stock could not be reserved");
}

}  // namespace shanhai::orders::store
