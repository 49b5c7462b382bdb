// Numbers of queries and events, exactly as they were written: never through a double.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shanhai::traceability::query {

// A JSON number in its normal form (epcis::normal_number()); nullopt: it is none, or one of more than 200 digits.
std::optional<std::string> read_number(std::string_view text);
// Negative: `a` is less. Both in normal form.
int compare_numbers(std::string_view a, std::string_view b);
// `number`, in units of `from`, in units of `to` (UN/ECE Recommendation 20), where one is a power of ten of the other:
// masses, volumes, lengths. nullopt: they measure different things.
std::optional<std::string> converted(std::string_view number, std::string_view from, std::string_view to);

}  // namespace shanhai::traceability::query
