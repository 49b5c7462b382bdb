#include "services/measurement/freezing/domain.hpp"

#include <array>
#include <charconv>

namespace shanhai::measurement {
namespace {

constexpr std::string_view kWhat = "frozen figures of purchase volume, version 1";

Error bad_text() {
  return Error::invalid_field("", "frozen_figures", "lines: origin, what it is, period, as_of, rows, sha256");
}

}  // namespace

Result<Period> parse_freezable(std::string_view text) {
  auto period = parse_period(text);
  if (period.has_error() || text.size() == 10)
    return Error::invalid_field("/period", "invalid_period", "a month, quarter or year: 2026-11, 2026Q4, 2026");
  return *period;
}

Result<void> check_over(const Period& period, Date today, int days_after) {
  if (today > add_days(period.to, days_after)) return {};
  return Error::conflict("period_not_over",
                         "it may be frozen from " + to_string(add_days(period.to, days_after + 1)) + " on");
}

std::string text_of(const FrozenFigures& figures) {
  return figures.origin + "\n" + std::string(kWhat) + "\nperiod " + figures.period + "\nas_of " + figures.as_of +
         "\nrows " + std::to_string(figures.rows) + "\nsha256 " + figures.digest + "\n";
}

Result<FrozenFigures> parse_frozen_figures(std::string_view text) {
  std::array<std::string_view, 6> lines;
  for (auto& line : lines) {
    const auto end = text.find('\n');
    if (end == text.npos) return bad_text();
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (!text.empty() || lines[1] != kWhat) return bad_text();
  FrozenFigures out;
  out.origin = lines[0];
  const auto behind = [](std::string_view word, std::string_view line) {
    return line.starts_with(word) ? line.substr(word.size()) : std::string_view();
  };
  out.period = behind("period ", lines[2]);
  out.as_of = behind("as_of ", lines[3]);
  const auto rows = behind("rows ", lines[4]);
  out.digest = behind("sha256 ", lines[5]);
  const auto [end, failed] = std::from_chars(rows.data(), rows.data() + rows.size(), out.rows);
  const bool read = failed == std::errc() && end == rows.data() + rows.size() && !rows.empty();
  if (!read || out.digest.size() != 64 || parse_freezable(out.period).has_error() || out.as_of.empty())
    return bad_text();
  return out;
}

}  // namespace shanhai::measurement
