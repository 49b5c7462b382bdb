#include "services/measurement/charts/svg.hpp"

#include <cmath>

#include "common/base/markup.hpp"

namespace shanhai::measurement::charts {
namespace {

// One character from the front of valid UTF-8.
std::string_view take(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const auto out = text.substr(0, length);
  text.remove_prefix(out.size());
  return out;
}

bool is_wide(std::string_view character) { return character.size() >= 3; }

std::size_t width_of_one(std::string_view character) {
  if (is_wide(character)) return 10;
  if (character.size() == 2) return 7;
  if (std::string_view(" .,:;'|!il").find(character) != std::string_view::npos) return 3;
  return character.front() >= 'A' && character.front() <= 'Z' ? 7 : 6;
}

constexpr std::string_view kEllipsis = "…";
// Signs that no line begins with.
constexpr std::string_view kClosing = "，。；：、）》”！？";

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t out = 0;
  while (!text.empty()) out += width_of_one(take(text));
  return out;
}

std::string shortened(std::string_view text, std::size_t width_max) {
  if (width_of(text) <= width_max) return std::string(text);
  std::string out;
  std::size_t width = width_of(kEllipsis);
  while (!text.empty()) {
    const auto character = take(text);
    width += width_of_one(character);
    if (width > width_max) break;
    out += character;
  }
  return out + std::string(kEllipsis);
}

std::vector<std::string> broken(std::string_view text, std::size_t width_max) {
  std::vector<std::string> out;
  std::string line;
  std::size_t width = 0;
  while (!text.empty()) {
    auto word = take(text);
    if (!is_wide(word) && word != " ") {  // letters up to the next place where a line may end stay together
      const auto* begin = word.data();
      while (!text.empty() && text.front() != ' ' && static_cast<unsigned char>(text.front()) < 0xe0) take(text);
      word = std::string_view(begin, static_cast<std::size_t>(text.data() - begin));
    }
    const auto add = width_of(word);
    if (width + add > width_max && !line.empty() && (!is_wide(word) || kClosing.find(word) == std::string_view::npos)) {
      while (line.ends_with(' ')) line.pop_back();
      out.push_back(std::move(line));
      line.clear();
      width = 0;
      if (word == " ") continue;
    }
    line += word;
    width += add;
  }
  if (!line.empty()) out.push_back(std::move(line));
  return out;
}

std::string coordinate(double value) {
  const auto tenths = std::llround(value * 10);
  auto out = (tenths < 0 ? "-" : "") + std::to_string(std::llabs(tenths) / 10);
  return tenths % 10 == 0 ? out : out + "." + std::to_string(std::llabs(tenths) % 10);
}

std::string text_at(double x, double y, std::string_view text, std::string_view css_class, Anchor anchor,
                    std::string_view shown) {
  std::string out =
      "<text x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" class=\"" + std::string(css_class) + '"';
  if (anchor == Anchor::middle) out += " text-anchor=\"middle\"";
  if (anchor == Anchor::end) out += " text-anchor=\"end\"";
  out += '>';
  if (!shown.empty() && shown != text) out += "<title>" + escape_markup(text) + "</title>";
  return out + escape_markup(shown.empty() ? text : shown) + "</text>\n";
}

std::string line_between(double x1, double y1, double x2, double y2, std::string_view css_class) {
  return "<line x1=\"" + coordinate(x1) + "\" y1=\"" + coordinate(y1) + "\" x2=\"" + coordinate(x2) + "\" y2=\"" +
         coordinate(y2) + "\" class=\"" + std::string(css_class) + "\"/>\n";
}

}  // namespace shanhai::measurement::charts
