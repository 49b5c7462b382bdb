// What reports say of a period that is frozen.
#pragma once

#include "services/measurement/purchases/sums.hpp"
#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement {

// Where the period that is asked for is frozen, and `as_of`, the state asked for, is no earlier than that: has the
// question answered as of the freeze, and gives what stands beside its figures as of the state asked for. Else nullopt.
Result<std::optional<FrozenReport>> as_frozen(db::Tx& tx, const ReportQuery& query, const AsOf& as_of,
                                              Question& question);

}  // namespace shanhai::measurement
