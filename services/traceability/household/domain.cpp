#include "services/traceability/household/domain.hpp"

#include <algorithm>

#include "common/base/clock.hpp"
#include "common/base/divisions.hpp"

namespace shanhai::traceability {
namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_village_division(std::string_view code) {
  if ((code.size() != 6 && code.size() != 9 && code.size() != 12) || !all_digits(code)) return false;
  const auto* county = find_division(code.substr(0, 6));
  return county && county->level == DivisionLevel::county;
}

bool is_identity_number(std::string_view text) {
  if (text.size() != 18 || !all_digits(text.substr(0, 17))) return false;
  const auto birthday =
      std::string(text.substr(6, 4)) + "-" + std::string(text.substr(10, 2)) + "-" + std::string(text.substr(12, 2));
  // Dates before 1970 are real birthdays too: the calendar repeats every 400 years.
  const auto year = std::stoi(birthday.substr(0, 4));
  if (year < 1900 || parse_date(std::to_string(year + 400) + birthday.substr(4)).has_error()) return false;
  int sum = 0;
  int weight = 1;  // 2^(17 - i) mod 11, from the right
  for (std::size_t i = 17; i-- > 0;) {
    weight = weight * 2 % 11;
    sum += (text[i] - '0') * weight;
  }
  constexpr std::string_view kCheck = "10X98765432";
  return text[17] == kCheck[static_cast<std::size_t>(sum % 11)];
}

bool is_mobile_number(std::string_view text) { return text.size() == 11 && text[0] == '1' && all_digits(text); }

Result<void> check_household(std::string_view village_division, const std::optional<std::string_view>& phone,
                             const std::optional<std::string_view>& id_number) {
  std::vector<FieldError> wrong;
  if (!is_village_division(village_division)) {
    wrong.push_back(
        {"/village_division", "unknown_division", "6, 9 or 12 digits of a known county, township or village in it"});
  }
  if (phone && !is_mobile_number(*phone)) wrong.push_back({"/phone", "invalid_phone", "11 digits, from 1"});
  if (id_number && !is_identity_number(*id_number))
    wrong.push_back({"/id_number", "invalid_id_number", "18 characters with check character"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

}  // namespace shanhai::traceability
