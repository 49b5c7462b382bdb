#include "services/measurement/purchases/domain.hpp"

#include <algorithm>
#include <charconv>

#include "common/base/divisions.hpp"

namespace shanhai::measurement {
namespace {

using namespace std::chrono;

constexpr std::string_view kNowhere = "000000";

Error bad_period() {
  return Error::invalid_field("query/period", "invalid_period",
                              "expected a year, quarter, month or day: 2026, 2026Q4, 2026-11, 2026-11-23");
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Period months(year y, unsigned first, unsigned count) {
  const year_month last = year_month(y, month(first)) + std::chrono::months(count - 1);
  return {y / month(first) / day(1), Date(last / std::chrono::last)};
}

// 29 February: the 28th of a year that has none.
Date years_later(Date day, int count) {
  const Date same = (day.year() + years(count)) / day.month() / day.day();
  return same.ok() ? same : Date(same.year() / same.month() / std::chrono::last);
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
  if (text.size() == 10) {
    const auto date = parse_date(text);
    if (date.has_error()) return bad_period();
    return Period{*date, *date};
  }
  const auto year_number = text.size() >= 4 ? number(text.substr(0, 4)) : std::nullopt;
  if (!year_number || *year_number < 2000 || *year_number > 9999) return bad_period();
  const year y(*year_number);
  if (text.size() == 4) return months(y, 1, 12);
  if (text.size() == 6 && text[4] == 'Q' && text[5] >= '1' && text[5] <= '4') {
    return months(y, static_cast<unsigned>(text[5] - '1') * 3 + 1, 3);
  }
  if (text.size() == 7 && text[4] == '-') {
    const auto m = number(text.substr(5));
    if (m && *m >= 1 && *m <= 12) return months(y, static_cast<unsigned>(*m), 1);
  }
  return bad_period();
}

Period year_before(const Period& period) {
  const auto last_of_month = [](Date day) { return Date(day.year() / day.month() / std::chrono::last); };
  const bool whole_months = unsigned(period.from.day()) == 1 && period.to == last_of_month(period.to);
  Period out{years_later(period.from, -1), years_later(period.to, -1)};
  if (whole_months) out.to = last_of_month(out.to);
  return out;
}

Date year_after(Date day, const Period& period) { return std::clamp(years_later(day, 1), period.from, period.to); }

Result<std::vector<Dimension>> parse_group_by(std::string_view text) {
  std::vector<Dimension> out;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string name(text.substr(0, comma));
    text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
    Dimension dimension{};
    if (!boost::describe::enum_from_string(name.c_str(), dimension)) {
      return Error::invalid_field("query/group_by", "unknown_value", "no such dimension: " + name.substr(0, 32));
    }
    if (std::find(out.begin(), out.end(), dimension) != out.end()) {
      return Error::invalid_field("query/group_by", "repeated", "named twice: " + name);
    }
    out.push_back(dimension);
  }
  return out;
}

std::string name_of_day(Date day, Dimension dimension) {
  const std::string text = to_string(day);
  switch (dimension) {
    case Dimension::month:
      return text.substr(0, 7);
    case Dimension::quarter:
      return text.substr(0, 4) + "Q" + std::to_string((unsigned(day.month()) - 1) / 3 + 1);
    case Dimension::year:
      return text.substr(0, 4);
    default:
      return text;
  }
}

DivisionSet DivisionSet::within(std::string_view region) {
  DivisionSet out;
  out.everything = false;
  for (const auto& division : all_divisions()) {
    if (is_within(division.code, region)) out.codes.emplace_back(division.code);
  }
  if (out.codes.empty()) out.codes.emplace_back(kNowhere);
  return out;
}

DivisionSet DivisionSet::intersect(const DivisionSet& other) const {
  if (everything) return other;
  if (other.everything) return *this;
  DivisionSet out;
  out.everything = false;
  std::set_intersection(codes.begin(), codes.end(), other.codes.begin(), other.codes.end(),
                        std::back_inserter(out.codes));
  if (out.codes.empty()) out.codes.emplace_back(kNowhere);
  return out;
}

Result<Visibility> visibility_of(std::string_view region) {
  if (region == "*") return Visibility{};
  const Division* division = find_division(region);
  if (!division) return Error::forbidden("region_not_known");
  if (division->level == DivisionLevel::province) return Visibility{};
  if (is_within(region, kGuangdong)) return Visibility{DivisionSet::within(region), DivisionSet::all()};
  return Visibility{DivisionSet::all(), DivisionSet::within(region)};
}

}  // namespace shanhai::measurement
