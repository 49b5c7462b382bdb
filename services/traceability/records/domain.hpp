// Records of growing, harvesting and keeping medicinal herbs, in the order in which the Good Agricultural Practice for
// Chinese crude drugs (中药材生产质量管理规范, announcement No. 22 of 2022 of the drug administration, the Ministry of
// Agriculture and two others) takes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

// test and sale are told by laboratory reports and transfers, and never recorded by hand.
enum class HerbStage { plot, seed, inputs, planting, harvest, processing, storage, test, sale };
inline constexpr HerbStage kHerbStages[] = {HerbStage::plot,     HerbStage::seed,    HerbStage::inputs,
                                            HerbStage::planting, HerbStage::harvest, HerbStage::processing,
                                            HerbStage::storage,  HerbStage::test,    HerbStage::sale};

enum class HerbInputKind { fertiliser, pesticide, other };

// none; or harvested before the pesticide's safety interval was over: told as it was, and never sold.
enum class HerbFinding { none, safety_interval };

struct HerbFacts {
  HerbStage stage = HerbStage::plot;
  LotKind lot = LotKind::raw;
  Date happened_on{};
  Date lot_made_on{};            // of a raw lot: harvested
  std::vector<HerbStage> parts;  // what the record tells of
  std::optional<HerbInputKind> input;
  std::optional<std::int64_t> safety_interval_days;
};

// All that is wrong, at its place: /stage not_recorded_here or not_of_this_lot (what is grown is a raw lot's),
// /happened_on in_the_future, after_harvest (what comes before it) or before_harvest (what comes after it), the part of
// the stage required, any other not_allowed, /input/safety_interval_days required (pesticides).
Result<void> check_herb_record(const HerbFacts& facts, Date today);

// `harvested_on`: the first day of the lot's harvest.
HerbFinding finding_of(const HerbFacts& facts, Date harvested_on);

// Of which herb classes a lot may only be sold with records of which stages. Empty: nothing is asked for.
struct HerbPolicy {
  std::vector<std::string> classes;
  std::vector<HerbStage> stages;
};

// What is known of a lot and what it was made of.
struct HerbStanding {
  std::vector<HerbStage> recorded;
  std::vector<HerbFinding> findings;  // of records that no other one stands for
};

// The policy's stages that nothing tells of, in their order.
std::vector<HerbStage> missing_stages(const HerbPolicy& policy, const HerbStanding& standing);

}  // namespace shanhai::traceability
