#include "common/base/gtin.hpp"

#include <algorithm>

namespace shanhai {

char gs1_check_digit(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[digits.size() - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool is_valid_gtin(std::string_view digits) {
  const auto n = digits.size();
  if (n != 8 && n != 12 && n != 13 && n != 14) return false;
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  return gs1_check_digit(digits.substr(0, n - 1)) == digits[n - 1];
}

std::string to_gtin14(std::string_view gtin) { return std::string(14 - gtin.size(), '0') + std::string(gtin); }

bool is_valid_gs1_lot(std::string_view text) {
  constexpr std::string_view kMarks = "!\"%&'()*+,-./:;<=>?_";
  return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || kMarks.find(c) != kMarks.npos;
  });
}

}  // namespace shanhai
