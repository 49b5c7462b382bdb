// A chart as SVG (SVG 1.1), drawn here: no script, nothing loaded, readable at the width of a phone and in the dark.
// Pure: the same bytes for the same chart.
#pragma once

#include "services/measurement/charts/axis.hpp"

namespace shanhai::measurement::charts {

enum class Shape {
  bars,  // lying, in the order of their points; of one series
  line,  // over the points from left to right; of up to kSeriesMax series
};

inline constexpr std::size_t kSeriesMax = 6;
inline constexpr std::size_t kBarsMax = 60;

struct Point {
  std::string label;   // in full
  std::string short_;  // on the axis of a line; empty: as `label`
  std::string group;   // of a line: a second line below the first label of each group, such as the year; may be empty
};

struct Series {
  std::string name;                  // in the legend, where there are several
  std::vector<std::int64_t> values;  // one for each point
};

struct Chart {
  Shape shape = Shape::bars;
  Figure figure = Figure::money;
  bool chinese = true;
  std::string title, subtitle, footnote;  // footnote and subtitle may be empty; each is broken into lines
  std::vector<Point> points;
  std::vector<Series> series;
};

// Text is escaped; what is too long for its place is shortened, and told in full by its <title>.
// std::invalid_argument: values and points are not as many, or there are more series or bars than may be.
std::string draw(const Chart& chart);

}  // namespace shanhai::measurement::charts
