#include "common/base/divisions.hpp"

#include <algorithm>
#include <stdexcept>

#include "seed/divisions.hpp"

namespace shanhai {
namespace {

std::string_view next_field(std::string_view& line) {
  const auto comma = line.find(',');
  const auto field = line.substr(0, comma);
  line.remove_prefix(comma == line.npos ? line.size() : comma + 1);
  return field;
}

DivisionLevel level_of(std::string_view name) {
  if (name == "province") return DivisionLevel::province;
  if (name == "prefecture") return DivisionLevel::prefecture;
  if (name == "county") return DivisionLevel::county;
  throw std::logic_error("divisions.csv: unknown level");
}

std::vector<Division> read_embedded() {
  std::vector<Division> out;
  std::string_view rest = seed::kDivisions;
  rest.remove_prefix(rest.find('\n') + 1);  // heading
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (line.empty()) continue;
    Division division;
    division.code = next_field(line);
    division.name = next_field(line);
    division.parent = next_field(line);
    division.level = level_of(next_field(line));
    division.supported_origin = next_field(line) == "1";
    out.push_back(division);
  }
  std::sort(out.begin(), out.end(), [](const Division& a, const Division& b) { return a.code < b.code; });
  return out;
}

}  // namespace

const std::vector<Division>& all_divisions() {
  static const std::vector<Division> divisions = read_embedded();
  return divisions;
}

const Division* find_division(std::string_view code) {
  const auto& divisions = all_divisions();
  const auto it =
      std::lower_bound(divisions.begin(), divisions.end(), code,
                       [](const Division& division, std::string_view wanted) { return division.code < wanted; });
  return it != divisions.end() && it->code == code ? &*it : nullptr;
}

bool is_within(std::string_view code, std::string_view ancestor) {
  for (const Division* division = find_division(code); division; division = find_division(division->parent)) {
    if (division->code == ancestor) return true;
  }
  return false;
}

std::string full_division_name(std::string_view code) {
  std::string name;
  for (const Division* division = find_division(code); division; division = find_division(division->parent)) {
    name.insert(0, division->name);
  }
  return name;
}

std::string_view prefecture_of(std::string_view code) {
  for (const Division* division = find_division(code); division; division = find_division(division->parent)) {
    if (division->level == DivisionLevel::prefecture) return division->code;
  }
  return {};
}

}  // namespace shanhai
