// What was bought towards reserved shares, each fen once: by the units of a declaration, by those that went before
// them, and by a contractor, whose volume is divided between all that named it by what they reserve.
#pragma once

#include "services/measurement/reserved_share/rows.hpp"
#include "services/measurement/units/volume.hpp"

namespace shanhai::measurement {

// What an installation decides of the reserved share.
struct SharePolicy {
  Policy reading;
  orders::Measure measure = orders::Measure::paid;  // assumed: no published rule names one
};

// Net of certified goods by declaration, through month `last`; 0 where nothing was bought. `declarations` of one year.
Result<std::map<DeclarationId, Money>> bought_for(db::Tx& tx, const SharePolicy& policy,
                                                  const std::vector<DeclarationRow>& declarations, int year, int last,
                                                  const State& state);

std::optional<std::int64_t> completion_of(Money bought, Money reserved);

}  // namespace shanhai::measurement
