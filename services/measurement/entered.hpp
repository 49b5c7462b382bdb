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
// By how much processes' clocks, and the end of a transaction and its instant, may differ.
inline constexpr auto kClocksDiffer = std::chrono::minutes(10);
// Whether `revision` may have been the newest at the instant, give or take kClocksDiffer.
bool was_entered(db::Tx& tx, std::int64_t revision, Instant at);

}  // namespace shanhai::measurement
