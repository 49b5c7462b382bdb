// From the rows of a report to its chart. Pure.
//
// A dimension of time asked for makes a line over the time, one for each value of the others (the largest, and the rest
// as one); otherwise bars, largest first, and the rest as one.
#pragma once

#include <optional>

#include "services/measurement/charts/chart.hpp"
#include "services/measurement/reports/wording.hpp"

namespace shanhai::measurement::charts {

// One row: what it is of, in the order of the dimensions, and its figure.
struct Row {
  std::vector<std::string> keys;
  std::int64_t value = 0;
};

struct Told {
  std::string title, subtitle, footnote;
  Figure figure = Figure::money;
  wording::Language language = wording::Language::zh;
  std::vector<std::string> dimensions;  // as questions name them
  std::vector<Row> rows;
  // First day of the period: a line begins there, at zero where nothing was bought yet. Without: at the first row.
  std::optional<Date> from;
};

inline constexpr std::size_t kBarsShown = 15, kLinesShown = 5;

Chart chart_of(const Told& told, const wording::Names& names = {});

}  // namespace shanhai::measurement::charts
