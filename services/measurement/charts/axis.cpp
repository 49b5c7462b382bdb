#include "services/measurement/charts/axis.hpp"

#include <algorithm>

namespace shanhai::measurement::charts {
namespace {

constexpr std::int64_t kFenInYuan = 100, kFenInWan = 1'000'000;
constexpr std::int64_t kInWanFrom = 10 * kFenInWan;
constexpr std::int64_t kStepsWanted = 5;
constexpr std::int64_t kLargest = 4'000'000'000'000'000'000;  // a step more stays below 2^63

// The least of 1, 2, 5, 10, 20, ... that is not below `least`.
std::int64_t round_step(std::int64_t least) {
  for (std::int64_t power = 1;; power *= 10) {
    for (const std::int64_t digit : {1, 2, 5}) {
      if (digit * power >= least) return digit * power;
    }
  }
}

std::string grouped(std::uint64_t value) {
  auto out = std::to_string(value);
  for (auto place = static_cast<std::ptrdiff_t>(out.size()) - 3; place > 0; place -= 3)
    out.insert(static_cast<std::size_t>(place), 1, ',');
  return out;
}

}  // namespace

Unit unit_of(Figure figure, std::int64_t largest, bool chinese) {
  switch (figure) {
    case Figure::money:
      if (largest < kInWanFrom) return {kFenInYuan, chinese ? "元" : "yuan"};
      return {kFenInWan, chinese ? "万元" : "10,000 yuan"};
    case Figure::basis_points:
      return {100, "%"};
    case Figure::count:
      break;
  }
  return {1, ""};
}

std::vector<std::int64_t> ticks_between(std::int64_t lowest, std::int64_t highest) {
  lowest = std::clamp<std::int64_t>(lowest, -kLargest / 2, 0);
  highest = std::clamp<std::int64_t>(highest, 0, kLargest / 2);
  if (lowest == highest) highest = 1;
  const auto span = highest - lowest;
  const auto step = round_step((span + kStepsWanted - 1) / kStepsWanted);
  std::vector<std::int64_t> out;
  const auto first = lowest / step - (lowest % step != 0 ? 1 : 0);
  const auto last = highest / step + (highest % step != 0 ? 1 : 0);
  for (auto i = first; i <= last; ++i) out.push_back(i * step);
  return out;
}

std::string written(std::int64_t value, const Unit& unit, Places places) {
  const bool negative = value < 0;
  auto magnitude = negative ? std::uint64_t(0) - static_cast<std::uint64_t>(value) : std::uint64_t(value);
  const auto worth = static_cast<std::uint64_t>(unit.worth);
  if (places == Places::two && worth > 100) magnitude = (magnitude + worth / 200) / (worth / 100) * (worth / 100);
  auto out = (negative && magnitude > 0 ? "-" : "") + grouped(magnitude / worth);
  std::string rest = worth == 1 ? "" : std::to_string(magnitude % worth + worth).substr(1);
  if (places == Places::two) {
    rest.resize(2, '0');
  } else {
    while (rest.ends_with('0')) rest.pop_back();
  }
  return rest.empty() ? out : out + "." + rest;
}

std::string in_full(Figure figure, std::int64_t value, bool chinese) {
  const auto unit = unit_of(figure, 0, chinese);
  auto out = written(value, unit, figure == Figure::money ? Places::two : Places::as_needed);
  return unit.name.empty() ? out : out + " " + std::string(unit.name);
}

}  // namespace shanhai::measurement::charts
