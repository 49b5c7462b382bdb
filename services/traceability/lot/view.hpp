// Lots as their owner sees them.
#pragma once

#include "services/traceability/epcis/names.hpp"
#include "services/traceability/lot/api.hpp"
#include "services/traceability/lot/store.hpp"

namespace shanhai::traceability {

LotView view_of(const store::LotRow& row, const epcis::Names& names);
// "四川省凉山彝族自治州昭觉县"; the code where the division is not known.
std::string place_name(std::string_view division);

}  // namespace shanhai::traceability
