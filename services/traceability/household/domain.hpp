// What may be said of a household.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/result.hpp"

namespace shanhai::traceability {

// A county's six digits (GB/T 2260), or the longer code of a township (9) or village (12) within it.
bool is_village_division(std::string_view code);

// Citizen identity number, 18 characters (GB 11643-1999): digits, a real birthday, check character (ISO 7064 MOD 11-2).
bool is_identity_number(std::string_view text);

// Mainland mobile number: 11 digits from 1.
bool is_mobile_number(std::string_view text);

// All that is wrong, at its place in the request.
Result<void> check_household(std::string_view village_division, const std::optional<std::string_view>& phone,
                             const std::optional<std::string_view>& id_number);

}  // namespace shanhai::traceability
