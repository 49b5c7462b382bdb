// Work that is due, one subject after another, each in a transaction of its own: one that fails is tried again after a
// growing pause and holds no other up.
#pragma once

#include <functional>

#include "common/db/database.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

struct DueWork {
  std::string_view loop;  // as loop_retry names it
  // What is due, the oldest first, without what waits to be tried again (loop_retry).
  std::function<std::vector<IdBytes>(db::Tx& tx, std::int64_t limit)> list;
  // False: not yet, asked again after kAskAgain.
  std::function<Result<bool>(db::Tx& tx, const IdBytes& subject)> work;
  std::function<void()> committed{};  // after each transaction; may be empty
};

inline constexpr std::int64_t kDueBatch = 100;
inline constexpr std::chrono::hours kAskAgain{1};

// After so many failures in a row: 30 s, doubling to an hour.
std::chrono::seconds retry_pause(std::int64_t failures);

// One batch; gives how many were done. Wakes the sequencer.
Task<std::int64_t> run_due(Context& context, const DueWork& due);

}  // namespace shanhai::orders
