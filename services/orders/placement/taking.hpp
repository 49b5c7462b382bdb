// What accepted placements take besides stock, as statements of the transaction that writes them: claims under purchase
// caps, units of presales, tickets of rushes. One for each table, however many placements there are.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "services/orders/placement/placement.hpp"

namespace shanhai::orders::store {

// To be sent after the placements' lines. What was excluded under the lock is a DatabaseError: a cap would be exceeded
// (purchase_counter_most), a presale or a ticket refuses (db::Objection).
void add_takings(db::Script& script, std::span<const Placement* const> placements, Instant now);

}  // namespace shanhai::orders::store
