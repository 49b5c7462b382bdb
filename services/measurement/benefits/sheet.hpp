// Benefits as a sheet.
#pragma once

#include "services/measurement/benefits/api.hpp"

namespace shanhai::measurement {

// invalid "/sheet_base64": invalid_base64, and errors of sheets::read; "/sheet_base64/<row>/<column>", rows counted
// from 1 behind the head line: column_missing (row 0), required, unknown_value, invalid_amount, invalid_id,
// out_of_range.
Result<std::vector<BenefitItem>> read_benefit_sheet(const std::string& base64);

}  // namespace shanhai::measurement
