// How far targets are met.
#pragma once

#include "services/measurement/targets/views.hpp"
#include "services/measurement/units/volume.hpp"

namespace shanhai::measurement {

// A row for each target, by rank. Of regions and pairings what lies in them counts; of a unit what stood below it on
// the day of the purchase.
Result<std::vector<CompletionRow>> complete_targets(db::Tx& tx, const Policy& policy,
                                                    const std::vector<TargetRow>& targets, TargetLevel level,
                                                    const VolumeQuestion& question);

// "佛山市", "佛山市—金阳县", a unit's name.
std::map<std::string, std::string> name_subjects(db::Tx& tx, const std::vector<TargetRow>& targets);

}  // namespace shanhai::measurement
