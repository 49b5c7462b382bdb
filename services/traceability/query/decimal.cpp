#include "services/traceability/query/decimal.hpp"

#include <algorithm>
#include <array>

#include "services/traceability/epcis/node.hpp"

namespace shanhai::traceability::query {
namespace {

constexpr std::size_t kDigitsMax = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The grammar of RFC 8259.
bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const auto begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool leads_with_zero = at < text.size() && text[at] == '0';
  const auto whole = digits();
  if (whole == 0 || (leads_with_zero && whole > 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

int compare_magnitudes(std::string_view a, std::string_view b) {
  const auto split = [](std::string_view text) {
    const auto point = std::min(text.find('.'), text.size());
    return std::pair(text.substr(0, point), point < text.size() ? text.substr(point + 1) : std::string_view());
  };
  const auto [whole_a, part_a] = split(a);
  const auto [whole_b, part_b] = split(b);
  if (whole_a.size() != whole_b.size()) return whole_a.size() < whole_b.size() ? -1 : 1;
  if (const int by_whole = whole_a.compare(whole_b); by_whole != 0) return by_whole;
  return part_a.compare(part_b);  // without zeros at the end, a longer one with the same beginning is greater
}

struct Unit {
  std::string_view code, base;
  int power;  // of ten: how many of the base one is
};
constexpr std::array kUnits{
    Unit{"KGM", "KGM", 0},  Unit{"GRM", "KGM", -3}, Unit{"MGM", "KGM", -6}, Unit{"TNE", "KGM", 3},
    Unit{"LTR", "LTR", 0},  Unit{"MLT", "LTR", -3}, Unit{"MTQ", "LTR", 3},  Unit{"MTR", "MTR", 0},
    Unit{"CMT", "MTR", -2}, Unit{"MMT", "MTR", -3}, Unit{"KMT", "MTR", 3},
};

}  // namespace

std::optional<std::string> read_number(std::string_view text) {
  if (text.size() > kDigitsMax || !is_number(text)) return std::nullopt;
  auto normal = epcis::normal_number(text);
  if (normal.size() > kDigitsMax || normal.find_first_of("eE") != normal.npos) return std::nullopt;
  return normal;
}

int compare_numbers(std::string_view a, std::string_view b) {
  const bool minus_a = a.starts_with('-'), minus_b = b.starts_with('-');
  if (minus_a != minus_b) return minus_a ? -1 : 1;
  return minus_a ? compare_magnitudes(b.substr(1), a.substr(1)) : compare_magnitudes(a, b);
}

std::optional<std::string> converted(std::string_view number, std::string_view from, std::string_view to) {
  if (from == to) return std::string(number);
  const auto find = [](std::string_view code) {
    return std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& unit) { return unit.code == code; });
  };
  const auto of = find(from), in = find(to);
  if (of == kUnits.end() || in == kUnits.end() || of->base != in->base) return std::nullopt;
  return read_number(std::string(number) + "e" + std::to_string(of->power - in->power));
}

}  // namespace shanhai::traceability::query
