// What accepted placements take besides stock, as statements of the transaction that writes them: claims under purchase
// caps, units of presales, tickets of rushes. One for each table, however many placements there are.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "services/orders/placement/placement.hpp"

namespace shanhai::orders::store {

// Statements among others of a script that must match so many rows together.
struct Guards {
  std::size_t first = 0, last = 0;  // parts of the script
  std::uint64_t rows = 0;
};
// To be sent after the placements' lines. DatabaseError: a cap would be exceeded (purchase_counter_most), which was
// excluded under the lock.
Guards add_takings(db::Script& script, std::span<const Placement* const> placements, Instant now);
// std::logic_error: a guard refused what was decided under the lock.
void check_guards(const Guards& guards, const std::vector<std::uint64_t>& matched);

}  // namespace shanhai::orders::store
