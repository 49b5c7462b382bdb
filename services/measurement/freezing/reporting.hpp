// What reports say of a period that is frozen.
#pragma once

#include "services/measurement/purchases/sums.hpp"
#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement {

// How a question about a period is answered that is frozen, or lies in one that is.
struct FrozenState {
  std::string period;   // that is frozen: the question's own, or else the first frozen of those that hold its days
  AsOf at;              // the state that it was frozen at
  FrozenReport report;  // without adjustments
};
// nullopt: none is, or `asked`, the state asked for, is of before.
Result<std::optional<FrozenState>> find_frozen_state(db::Tx& tx, std::string_view period, const AsOf& asked);

// Has the question answered as of the freeze, and gives what stands beside its figures as of the state asked for. Else
// nullopt.
Result<std::optional<FrozenReport>> as_frozen(db::Tx& tx, const PurchaseFilter& query, const AsOf& as_of,
                                              Question& question);

}  // namespace shanhai::measurement
