// Figures on an axis: which unit they are told in, ticks at round numbers, and how a number is written. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::measurement::charts {

// What a figure is: fen, a number of things, or hundredths of a percent (10,000 is 100 %).
enum class Figure { money, count, basis_points };

// What one unit on the axis is worth in the figure's own, and what it is called.
struct Unit {
  std::int64_t worth = 1;
  std::string_view name;
};
// Money from 100,000 yuan on in 万元 (in English: 10,000 yuan), below in 元; percent as %; counts without a unit's
// name.
Unit unit_of(Figure figure, std::int64_t largest, bool chinese);

// From a round number at or below `lowest` to one at or above `highest`, zero among them; 3 to 8 of them, in steps of
// 1, 2 or 5 times a power of ten.
std::vector<std::int64_t> ticks_between(std::int64_t lowest, std::int64_t highest);

// "-1,234.5": value / unit.worth, exact and without trailing zeros; or with two places, rounded half up where the unit
// has more.
enum class Places { as_needed, two };
std::string written(std::int64_t value, const Unit& unit, Places places = Places::as_needed);

// A figure in full, for who points at it: "12,345.67 元", "12.5 %", "7".
std::string in_full(Figure figure, std::int64_t value, bool chinese);

}  // namespace shanhai::measurement::charts
