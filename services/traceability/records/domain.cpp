#include "services/traceability/records/domain.hpp"

#include <algorithm>

namespace shanhai::traceability {
namespace {

// Where a stage's part stands in a request.
const char* place_of(HerbStage stage) {
  switch (stage) {
    case HerbStage::plot:
      return "/plot";
    case HerbStage::seed:
      return "/seed";
    case HerbStage::inputs:
      return "/input";
    case HerbStage::planting:
      return "/planting";
    case HerbStage::harvest:
      return "/harvest";
    case HerbStage::processing:
      return "/processing";
    case HerbStage::storage:
      return "/storage";
    case HerbStage::test:
    case HerbStage::sale:
      break;
  }
  return "/stage";
}

bool is_grown(HerbStage stage) { return stage <= HerbStage::harvest; }

bool contains(const std::vector<HerbStage>& all, HerbStage one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

Result<void> check_herb_record(const HerbFacts& facts, Date today) {
  if (facts.stage == HerbStage::test || facts.stage == HerbStage::sale)
    return Error::invalid_field("/stage", "not_recorded_here", "reports and sales tell of it");
  std::vector<FieldError> wrong;
  if (is_grown(facts.stage) && facts.lot != LotKind::raw)
    wrong.push_back({"/stage", "not_of_this_lot", "what is grown is told of the raw lot"});
  if (facts.happened_on > today) {
    wrong.push_back({"/happened_on", "in_the_future", ""});
  } else if (facts.lot == LotKind::raw && facts.stage < HerbStage::harvest && facts.happened_on > facts.lot_made_on) {
    wrong.push_back({"/happened_on", "after_harvest", "it comes before the harvest"});
  } else if (facts.stage > HerbStage::harvest && facts.happened_on < facts.lot_made_on) {
    wrong.push_back({"/happened_on", "before_harvest", "it comes after the lot was there"});
  }
  if (!contains(facts.parts, facts.stage)) wrong.push_back({place_of(facts.stage), "required", "the stage's part"});
  for (const auto part : facts.parts) {
    if (part != facts.stage) wrong.push_back({place_of(part), "not_allowed", "a record tells of one stage"});
  }
  if (facts.input == HerbInputKind::pesticide && !facts.safety_interval_days)
    wrong.push_back({"/input/safety_interval_days", "required", "of a pesticide, as its label says"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

HerbFinding finding_of(const HerbFacts& facts, Date harvested_on) {
  if (facts.input != HerbInputKind::pesticide || !facts.safety_interval_days) return HerbFinding::none;
  const auto first = add_days(facts.happened_on, static_cast<int>(*facts.safety_interval_days));
  return harvested_on < first ? HerbFinding::safety_interval : HerbFinding::none;
}

std::vector<HerbStage> missing_stages(const HerbPolicy& policy, const HerbStanding& standing) {
  std::vector<HerbStage> out;
  for (const auto stage : kHerbStages) {
    if (contains(policy.stages, stage) && !contains(standing.recorded, stage)) out.push_back(stage);
  }
  return out;
}

}  // namespace shanhai::traceability
