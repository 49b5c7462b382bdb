// Which state of the books an answer is from: it can be asked for again.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/db/transaction.hpp"

namespace shanhai::measurement {

// Everything that a later state may differ in. A later one contains all of an earlier one.
struct AsOf {
  struct Cut {
    std::int64_t sequence = 0;  // of the source, inclusive
    Date booked_on{};           // the greatest day it had reached by then
    bool operator==(const Cut&) const = default;
  };
  Cut orders, registrations;
  Cut households;             // of traceability's stream: which households are behind a lot
  Cut units;                  // of identity's stream: where each unit stands
  std::int64_t pairings = 0;  // revision
  std::int64_t entered = 0;   // revision of what people enter: declarations, targets
  Instant recorded_at{};

  // Opaque to readers: "20261123.1234.20261110.56.20261122.89.20261120.7.2.31.1795422600000000".
  std::string str() const;
  bool operator==(const AsOf&) const = default;
};

// The state that this transaction sees.
AsOf current_as_of(db::Tx& tx);
// What str() gave, or a day: what was booked by its end in China. invalid: query/as_of; also what has not come yet, or
// never was: a number that the source had not reached, or had passed, on the day beside it.
Result<AsOf> read_as_of(db::Tx& tx, std::string_view text);

}  // namespace shanhai::measurement
