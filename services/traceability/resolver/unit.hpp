// Of which lot a single unit is, as its producer captured it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/traceability/epcis/node.hpp"

namespace shanhai::traceability {

// The canonical Digital Link under which events of the unit are indexed; `ai`: 21 or 235.
std::string unit_uri(std::string_view gtin14, std::string_view ai, std::string_view serial);

// `events`: EPCIS events of the unit, the latest first. The lot number that its instance and lot master data (ilmd)
// give, else the one lot of the same GTIN that is told together with it. Events that were declared to be errors do not
// count.
std::optional<std::string> lot_number_in(const std::vector<epcis::Node>& events, std::string_view gtin14);

}  // namespace shanhai::traceability
