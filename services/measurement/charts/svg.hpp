// The few elements of SVG that charts are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::measurement::charts {

// About how wide a text is, in tenths of the size of its letters: ideographs are square, Latin letters a bit more than
// half as wide.
std::size_t width_of(std::string_view text);
// What fits into so many tenths, with an ellipsis where something is left out.
std::string shortened(std::string_view text, std::size_t width_max);
// Lines of at most that width, broken between any two ideographs, and at spaces otherwise.
std::vector<std::string> broken(std::string_view text, std::size_t width_max);

enum class Anchor { start, middle, end };
// With the text in full as its <title> where `shown` is shorter than it.
std::string text_at(double x, double y, std::string_view text, std::string_view css_class,
                    Anchor anchor = Anchor::start, std::string_view shown = {});
std::string line_between(double x1, double y1, double x2, double y2, std::string_view css_class);

// "12.5": at most one place.
std::string coordinate(double value);

}  // namespace shanhai::measurement::charts
