#include "services/identity/domain_phone.hpp"

#include <algorithm>

namespace shanhai::identity {

bool is_mobile_number(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 11 && text[0] == '1' && text[1] >= '3' && std::all_of(text.begin(), text.end(), is_digit);
}

std::string masked_number(std::string_view number) {
  if (number.size() != 11) return "***********";
  return std::string(number.substr(0, 3)) + "****" + std::string(number.substr(7));
}

}  // namespace shanhai::identity
