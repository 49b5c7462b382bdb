// Placements that nobody is expected to object to, written and committed in one round trip, without being decided one
// by one. What they count on stands in the guard of the statement that takes the stock: nothing is taken, and nothing
// is committed, unless all of it is true (docs/decisions/0013).
#pragma once

#include <map>
#include <optional>
#include <span>

#include "common/db/transaction.hpp"
#include "services/orders/placement/placement.hpp"

namespace shanhai::orders {

// What placements count on of a SKU. Besides: that it is for sale, and under no condition (conditions.hpp).
struct Expected {
  std::int64_t quantity = 0;  // of all of them
  std::int64_t version = 0;
  bool certified = false;
};
using Expectations = std::map<SkuId, Expected>;

// nullopt: they have to be decided one by one. Two of them have one key or count on different things, a line's price
// was agreed, there are very many SKUs, or there is a bundle, whose own listing counts but which has no stock.
std::optional<Expectations> expectations_of(std::span<const Placement* const> placements);

namespace store {

// A whole transaction. db::Objection: something is not as it was expected; db::DuplicateKey: a key was committed
// before. The transaction is to be rolled back then.
void place_at_once(db::Tx& tx, std::span<const Placement* const> placements, const Expectations& expectations);

}  // namespace store
}  // namespace shanhai::orders
