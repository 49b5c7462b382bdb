#include "services/orders/placement/store.hpp"

#include "common/base/failpoint.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/placement/conditions.hpp"
#include "services/orders/placement/taking.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/common_queries.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

// One guarded statement for all SKUs.
void add_reservation(db::Script& script, const Quantities& quantities) {
  if (SHANHAI_PLANTED_BUG("orders.reserve_unguarded")) {
    for (const auto& [sku, quantity] : quantities) {
      script.add(queries::stock_move, {{"sku", sku}, {"on_hand", 0}, {"reserved", quantity}});
    }
    return;
  }
  std::vector<db::Params> rows;
  for (const auto& [sku, quantity] : quantities) rows.push_back({{"sku", sku}, {"quantity", quantity}});
  script.add_rows(queries::stock_reserve, rows).expect(rows.size());
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

Shelf read_shelf(const db::Rows& listings, const std::vector<SkuStock>& stocks) {
  constexpr std::int64_t kPlenty = 1'000'000;
  Shelf out;
  for (const auto& listing : read_listings(listings)) {
    out.offers[listing.sku] = {listing.version, listing.price, listing.for_sale, listing.certified};
  }
  for (const auto& stock : stocks) {
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
  // First, and what is read after it is as new as the lock: whoever commits one of the keys elsewhere holds these rows.
  script.add(queries::stock_lock, {{"skus", db::Value::list_of(skus)}});
  script.add(queries::placement_find_keys, scopes_of(scopes));
  script.add(queries::sku_listing_find, {{"skus", db::Value::list_of(skus)}, {"at", tx.now()}});
  const auto rows = tx.query(script);
  auto stocks = read_stocks(rows[1]);
  Ground out{read_answers(rows[2]), read_shelf(rows[3], stocks), {}};
  std::erase_if(stocks, [](const SkuStock& stock) { return !has_conditions(stock); });
  out.conditioned = std::move(stocks);
  return out;
}

void add_placements(db::Script& script, std::span<const Placement* const> placements) {
  const auto add = [&](const db::Query& query, std::string PlacementTexts::*table) {
    std::vector<std::string_view> texts;
    texts.reserve(placements.size());
    for (const auto* placement : placements) texts.push_back(placement->texts.*table);
    script.add_texts(query, texts);
  };
  if (!SHANHAI_PLANTED_BUG("orders.key_not_stored")) add(queries::placement_insert_keys, &PlacementTexts::key);
  add(queries::order_group_insert, &PlacementTexts::group);
  add(queries::order_insert, &PlacementTexts::orders);
  add(queries::order_line_insert, &PlacementTexts::lines);
  add(queries::order_delivery_insert, &PlacementTexts::deliveries);
  add(queries::stock_entry_insert, &PlacementTexts::entries);
  add(sql::common::outbox_append, &PlacementTexts::events);
  add(sql::common::outbox_append_pending, &PlacementTexts::pending);
}

void insert_placements(db::Tx& tx, const std::vector<const Placement*>& placements) {
  Quantities reserved;
  for (const auto* placement : placements) {
    for (const auto& order : placement->orders) {
      for (const auto& line : order.lines) reserved[line.sku] += line.quantity;
    }
  }
  db::Script script("orders.placement_write");
  add_placements(script, placements);
  add_takings(script, placements, tx.now());
  add_reservation(script, reserved);
  tx.execute(script);
}

}  // namespace shanhai::orders::store
