#include "common/base/uscc.hpp"

#include <array>

namespace shanhai {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 8> kOrganisationWeights = {3, 7, 9, 10, 5, 8, 4, 2};

// GB 11714 counts letters A-Z as 10-35, unlike the alphabet above.
int organisation_value(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

bool organisation_code_holds(std::string_view nine) {
  int sum = 0;
  for (std::size_t i = 0; i < kOrganisationWeights.size(); ++i)
    sum += organisation_value(nine[i]) * kOrganisationWeights[i];
  const int check = (11 - sum % 11) % 11;
  return nine[8] == (check == 10 ? 'X' : static_cast<char>('0' + check));
}

}  // namespace

bool is_valid_uscc(std::string_view code) {
  if (code.size() != 18) return false;
  int sum = 0, weight = 1;
  for (std::size_t i = 0; i < 17; ++i, weight = weight * 3 % 31) {
    const auto value = kAlphabet.find(code[i]);
    if (value == std::string_view::npos) return false;
    sum += static_cast<int>(value) * weight;
  }
  return code[17] == kAlphabet[(31 - sum % 31) % 31] && organisation_code_holds(code.substr(8, 9));
}

}  // namespace shanhai
