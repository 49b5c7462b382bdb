// Carts in the database.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "common/json/json.hpp"
#include "services/orders/ordering/scope.hpp"

namespace shanhai::orders {

struct CartRow {
  SkuId sku;
  std::int64_t quantity = 0;
  std::int64_t seen_version = 0;  // of its product when it was put in
  Money seen_price;               // of one sale unit then
  Instant added_at{}, updated_at{};
};
BOOST_DESCRIBE_STRUCT(CartRow, (), (sku, quantity, seen_version, seen_price, added_at, updated_at))

// All of a cart as one version of it has it.
struct StoredCart {
  std::int64_t version = 0;
  std::vector<CartRow> rows;  // in the order of their SKUs
};
BOOST_DESCRIBE_STRUCT(StoredCart, (), (version, rows))

namespace store {

StoredCart read_cart(db::Tx& tx, BuyerId buyer, std::int64_t limit);
std::int64_t find_cart_version(db::Tx& tx, BuyerId buyer);  // 0: nothing was ever put in
// Taken first by whoever changes the cart: its lock, and its next version.
void advance_cart(db::Tx& tx, BuyerId buyer);
void put_cart_line(db::Tx& tx, BuyerId buyer, const CartRow& row);
// Lines that were not changed after `until`.
void delete_cart_lines(db::Tx& tx, BuyerId buyer, const std::vector<SkuId>& skus, Instant until);
void clear_cart(db::Tx& tx, BuyerId buyer);

}  // namespace store
}  // namespace shanhai::orders
