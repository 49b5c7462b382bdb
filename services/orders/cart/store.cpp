#include "services/orders/cart/store.hpp"

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {

namespace queries = sql::orders;

namespace {

std::vector<CartRow> read_all(const db::Rows& rows) {
  std::vector<CartRow> out;
  for (const auto row : rows) {
    out.push_back({row.get<SkuId>("sku"), row.get<std::int64_t>("quantity"), row.get<std::int64_t>("seen_version"),
                   row.get<Money>("seen_price_fen"), row.get<Instant>("added_at"), row.get<Instant>("updated_at")});
  }
  return out;
}

}  // namespace

StoredCart read_cart(db::Tx& tx, BuyerId buyer, std::int64_t limit) {
  const auto version = find_cart_version(tx, buyer);
  return {version, read_all(tx.query(queries::cart_line_list, {{"buyer", buyer}, {"limit", limit}}))};
}

std::int64_t find_cart_version(db::Tx& tx, BuyerId buyer) {
  const auto rows = tx.query(queries::cart_find_version, {{"buyer", buyer}});
  return rows.empty() ? 0 : rows.front().get<std::int64_t>("version");
}

void advance_cart(db::Tx& tx, BuyerId buyer) { tx.execute(queries::cart_advance, {{"buyer", buyer}}); }

void put_cart_line(db::Tx& tx, BuyerId buyer, const CartRow& row) {
  tx.execute(queries::cart_line_put, {{"buyer", buyer},
                                      {"sku", row.sku},
                                      {"quantity", row.quantity},
                                      {"seen_version", row.seen_version},
                                      {"seen_price_fen", row.seen_price},
                                      {"now", tx.now()}});
}

void delete_cart_lines(db::Tx& tx, BuyerId buyer, const std::vector<SkuId>& skus, Instant until) {
  if (skus.empty()) return;
  tx.execute(queries::cart_line_delete, {{"buyer", buyer}, {"skus", db::Value::list_of(skus)}, {"until", until}});
}

void clear_cart(db::Tx& tx, BuyerId buyer) { tx.execute(queries::cart_line_clear, {{"buyer", buyer}}); }

}  // namespace shanhai::orders::store
