// What people enter and figures are made of (declarations, targets) is numbered: a state that names a number holds
// everything up to it, and nothing behind it.
#pragma once

#include <limits>

#include "common/db/transaction.hpp"

namespace shanhai::measurement {

// Everything that has been entered.
inline constexpr std::int64_t kNewestEntered = std::numeric_limits<std::int64_t>::max() - 1;

// The next number. Whoever else enters something waits until this transaction has ended, so that numbers are seen in
// their order: ask for it last.
std::int64_t enter(db::Tx& tx);

std::int64_t newest_entered(db::Tx& tx);
std::int64_t entered_by(db::Tx& tx, Instant at);
// Whether `revision` may have been the newest at the instant: within ten minutes, since a transaction that had begun by
// then may have ended after it, and clocks differ.
bool was_entered(db::Tx& tx, std::int64_t revision, Instant at);

}  // namespace shanhai::measurement
