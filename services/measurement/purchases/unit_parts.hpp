// Questions about a unit and everything below it, where it stood on each day.
#pragma once

#include "services/measurement/purchases/distinct.hpp"

namespace shanhai::measurement {

// As sum(); Dimension::unit names the direct subordinate that an organisation stood below at the end of its days there,
// or the unit itself.
Result<std::vector<SumRow>> sum_below(db::Tx& tx, const Policy& policy, const Question& question, OrganisationId unit);

}  // namespace shanhai::measurement
