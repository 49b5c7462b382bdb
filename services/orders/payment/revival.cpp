#include "services/orders/payment/revival.hpp"

#include <algorithm>

#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/ordering/recipients.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/placement/conditions.hpp"
#include "services/orders/placement/taking.hpp"
#include "services/orders/procurement/purchases/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

// Goods that were taken off sale since are not sold because the money came late.
bool still_for_sale(db::Tx& tx, const Quantities& quantities) {
  std::vector<SkuId> skus;
  for (const auto& [sku, quantity] : quantities) skus.push_back(sku);
  const auto listings = store::find_listings(tx, skus, tx.now());
  return listings.size() == skus.size() &&
         std::all_of(listings.begin(), listings.end(), [](const Listing& listing) { return listing.for_sale; });
}

// Whoever bought what was there never said that they would wait, and one presale does not stand for another.
bool is_as_it_was(const std::vector<SkuStock>& stocks, const std::vector<LineRow>& lines) {
  return std::all_of(lines.begin(), lines.end(), [&](const LineRow& line) {
    const auto stock =
        std::find_if(stocks.begin(), stocks.end(), [&](const SkuStock& row) { return row.sku == line.sku; });
    return stock == stocks.end() || !stock->open_presale || stock->open_presale == line.presale;
  });
}

// As the order writer sees it. Whoever took the goods once needs no ticket for a rush again.
Placement placement_of(const Context& context, const OrderRow& order, const std::vector<LineRow>& lines,
                       const std::vector<SealedDelivery>& deliveries, bool by_contract) {
  Placement out;
  out.group.buyer = order.buyer;
  out.accepts_presale = true;  // each line that one is open for was of it
  out.was_admitted = true;
  for (const auto& line : lines) out.demand.push_back({line.sku, line.quantity, line.product_version, by_contract});
  for (const auto& delivery : deliveries) {
    if (const auto address = open_recipient(context.vault, order.group, delivery))
      out.destinations.emplace(delivery.position, Destination(context.vault, *address));
  }
  out.orders.push_back({order, {}, lines, {}});
  for (auto& line : out.orders.front().lines) {  // what it takes is found anew
    line.presale.reset();
    line.ships_by.reset();
    line.capped = false;
  }
  return out;
}

}  // namespace

std::optional<OrderRow> place_again(db::Tx& tx, Context& context, const OrderRow& expired, const By& by) {
  if (expired.forgone > Money())
    return std::nullopt;  // what its supplier could not deliver of it then is not bought now
  auto lines = store::list_lines(tx, expired.id);
  auto order = expired;
  order.id = OrderId(make_uuid_v7(tx.now(), context.random));
  order.replaces = expired.id;
  order.state = OrderState::placed;
  order.cancel_reason.clear();
  order.cancelled_at.reset();
  order.placed_at = tx.now();
  order.version = 1;
  Quantities quantities;
  for (auto& line : lines) {
    line.order = order.id;
    line.id = OrderLineId(make_uuid_v7(tx.now(), context.random));
    quantities[line.sku] += line.quantity;
  }
  if (!still_for_sale(tx, quantities)) return std::nullopt;
  const auto deliveries = store::list_deliveries(tx, expired.id);
  const bool by_contract = !store::find_contract_numbers(tx, {expired.id}).empty();
  auto placement = placement_of(context, order, lines, deliveries, by_contract);
  std::vector<SkuId> skus;
  for (const auto& [sku, quantity] : quantities) skus.push_back(sku);
  const auto stocks = store::lock_stock(tx, skus);
  auto conditions = Conditions::read(tx, stocks, {&placement});
  if (!is_as_it_was(stocks, lines) || conditions.refuse(placement)) return std::nullopt;
  conditions.take(placement);
  if (!store::try_reserve(tx, context.random, order.id, quantities, true)) return std::nullopt;
  const auto key = deliveries.empty() ? std::string() : deliveries.front().recipient_key;
  tx.execute_rows(sql::orders::order_insert, std::vector<db::Params>{store::insert_row(order, key)});
  std::vector<db::Params> rows;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto line = placement.orders.front().lines[i];
    if (line.presale) line.ships_by = lines[i].ships_by;  // it was promised then, whatever was put off since
    rows.push_back(store::insert_row(line));
  }
  tx.execute_rows(sql::orders::order_line_insert, rows);
  tx.execute(sql::orders::order_delivery_copy, {{"to", order.id}, {"from", expired.id}});
  if (!placement.taken.empty()) {
    const Placement* const placed[] = {&placement};
    db::Script script("orders.place_again");
    store::add_takings(script, placed, tx.now());
    tx.execute(script);
  }
  store::move_purchase(tx, expired.id, order.id);
  events::append(tx, context.random,
                 {kOrderPlaced, "order", order.id.str(), order.version, by.actor, "late payment", by.trace_id,
                  json::write(facts_of(order, lines)).as_object()});
  return order;
}

}  // namespace shanhai::orders
