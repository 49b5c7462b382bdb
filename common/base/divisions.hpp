// Administrative divisions (GB/T 2260) that the product knows: Guangdong with its prefectures and districts, Ganzi and
// Liangshan with their counties. Compiled in from sql/seed/divisions.csv.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shanhai {

enum class DivisionLevel { province, prefecture, county };

struct Division {
  std::string_view code;    // six digits
  std::string_view name;    // Chinese
  std::string_view parent;  // code, empty for a province
  DivisionLevel level;
  bool supported_origin;  // one of the 29 supported counties
};

const Division* find_division(std::string_view code);  // nullptr: unknown
const std::vector<Division>& all_divisions();
// True where `code` is `ancestor` or lies within it; unknown codes lie nowhere.
bool is_within(std::string_view code, std::string_view ancestor);
// "广东省佛山市南海区"
std::string full_division_name(std::string_view code);
// The prefecture a code lies in (itself for a prefecture); empty for provinces and unknown codes.
std::string_view prefecture_of(std::string_view code);

inline constexpr std::string_view kGuangdong = "440000";

}  // namespace shanhai
