// Carts in Redis: the lines of a cart as one version of it had them, so that reading a cart costs the database no line.
//
// The cart in SQL is the truth. Whoever takes lines from here asks for the cart's version in the transaction that reads
// prices and stock anyway (cart/service.cpp); a view that is not of that version is not answered with and is written
// anew. So nothing has to be forgotten in time: a view may be old, lost, or written late by a process that hung. Keys
// are hashes of whose cart it is.
#pragma once

#include "common/auth/sealing.hpp"
#include "common/redis/client.hpp"
#include "services/orders/cart/store.hpp"

namespace shanhai::orders {

class CartViews {
 public:
  // nullptr: without Redis.
  CartViews(redis::Client* redis, const auth::Vault& vault) : redis_(redis), vault_(vault) {}

  Task<std::optional<StoredCart>> find(BuyerId buyer);  // nullopt: none, or Redis is away
  void put(BuyerId buyer, const StoredCart& cart);      // does not wait

 private:
  std::string key_of(BuyerId buyer) const;

  redis::Client* redis_;
  const auth::Vault& vault_;
};

}  // namespace shanhai::orders
