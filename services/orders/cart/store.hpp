// Carts in the database.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/ordering/scope.hpp"

namespace shanhai::orders {

struct CartRow {
  SkuId sku;
  std::int64_t quantity = 0;
  std::int64_t seen_version = 0;  // of its product when it was put in
  Money seen_price;               // of one sale unit then
  Instant added_at{}, updated_at{};
};

namespace store {

std::vector<CartRow> list_cart(db::Tx& tx, BuyerId buyer, std::int64_t limit);  // in the order of their SKUs
std::vector<CartRow> lock_cart(db::Tx& tx, BuyerId buyer, std::int64_t limit);
void put_cart_line(db::Tx& tx, BuyerId buyer, const CartRow& row);
// Lines that were not changed after `until`.
void delete_cart_lines(db::Tx& tx, BuyerId buyer, const std::vector<SkuId>& skus, Instant until);
void clear_cart(db::Tx& tx, BuyerId buyer);

}  // namespace store
}  // namespace shanhai::orders
