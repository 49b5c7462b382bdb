// The journey of a lot, told from what its events and those of its ancestors add up to. Pure.
#pragma once

#include <vector>

#include "common/http/message.hpp"
#include "services/traceability/trace/api.hpp"

namespace shanhai::traceability {

// A row of lot_journey with what places it among the others.
struct JourneyPart {
  LotId lot;
  std::size_t depth = 0;  // 0: the lot itself; larger: transformations before it
  Unit unit = Unit::g;
  Step step = Step::harvest;
  std::string division;
  Instant first_at{}, last_at{};
  std::int64_t quantity = 0;
  std::int64_t events = 0;
};

// By time, then from the beginning of the chain. Of ancestors only what made the lot what it is. Shipments are one step
// that names prefectures, not districts, and no quantities: nothing of a single order shows.
std::vector<JourneyStep> tell_journey(std::vector<JourneyPart> parts, std::int64_t households, http::Language language);

}  // namespace shanhai::traceability
