// What the order writer reads and writes for a batch, one statement for all of it.
#pragma once

#include <map>
#include <span>

#include "common/db/transaction.hpp"
#include "services/orders/placement/placement.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders::store {

struct StoredAnswer {
  std::string payload, answer;
};

// Answers committed under these scopes.
std::map<std::string, StoredAnswer> find_answers(db::Tx& tx, const std::vector<std::string>& scopes);

// What a batch is decided on: answers committed under its scopes, offers of its SKUs, and their stock, locked in key
// order.
struct Ground {
  std::map<std::string, StoredAnswer> answers;
  Shelf shelf;
  std::vector<SkuStock> conditioned;  // those that are sold under a cap, in a presale or in a rush
};
// Begins the transaction and reads all of it, in one round trip.
Ground begin(db::Tx& tx, const std::vector<std::string>& scopes, const std::vector<SkuId>& skus);

// What placements insert, from their texts: keys, groups, orders, lines, deliveries, entries of stock, events.
void add_placements(db::Script& script, std::span<const Placement* const> placements);
// All of the accepted placements. DuplicateKey where a key was committed by somebody else since find_answers().
// db::Objection: a guard refused what was locked.
void insert_placements(db::Tx& tx, const std::vector<const Placement*>& placements);

}  // namespace shanhai::orders::store
