#include "services/measurement/charts/of_report.hpp"

#include <algorithm>
#include <set>

namespace shanhai::measurement::charts {
namespace {

using wording::Language;

constexpr std::size_t kPointsMax = 400;  // days of a year, and some

std::optional<Dimension> time_of(std::string_view name) {
  for (const auto dimension : {Dimension::day, Dimension::month, Dimension::quarter, Dimension::year}) {
    if (boost::describe::enum_to_string(dimension, "") == name) return dimension;
  }
  return std::nullopt;
}

using Keys = std::vector<std::string>;

// What a row is of, but for the dimension of time.
Keys without(const Keys& keys, std::optional<std::size_t> time) {
  Keys out;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (time != i) out.push_back(keys[i]);
  }
  return out;
}

// What that is called; two of one name stay two.
std::string label_of(const Told& told, const Keys& keys, std::optional<std::size_t> time, const wording::Names& names) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < told.dimensions.size() && at < keys.size(); ++i) {
    if (time == i) continue;
    out += (out.empty() ? "" : " · ") + wording::value(told.dimensions[i], keys[at++], told.language, names);
  }
  if (!out.empty()) return out;
  return told.language == Language::zh ? "合计" : "total";
}

std::string rest_of(std::size_t count, Language language) {
  return language == Language::zh ? "其余" + std::to_string(count) + "项" : std::to_string(count) + " others";
}

Point point_at(std::string_view key, Dimension time, Language language) {
  Point out;
  out.label = wording::period(key, language);
  if (language == Language::en) return out;
  if (time != Dimension::year) out.group = std::string(key.substr(0, 4)) + "年";
  if (time == Dimension::month) out.short_ = std::to_string((key[5] - '0') * 10 + key[6] - '0') + "月";
  if (time == Dimension::quarter) out.short_ = std::string(key.substr(5)) + "季度";
  if (time == Dimension::day) out.short_ = std::string(key.substr(5, 2)) + "/" + std::string(key.substr(8));
  return out;
}

Date day_after(std::string_view key, Date day, Dimension time) {
  while (name_of_day(day, time) == key) day = add_days(day, 1);
  return day;
}

// Every name between the first and the last that rows have, also those of which nothing is told.
std::vector<std::string> times_between(const std::set<std::string>& told, std::optional<Date> from, Dimension time) {
  std::vector<std::string> out(told.begin(), told.end());
  if (!from || told.empty()) return out;
  std::vector<std::string> all;
  for (Date day = *from; all.size() <= kPointsMax;) {
    all.push_back(name_of_day(day, time));
    if (all.back() >= out.back()) break;
    day = day_after(all.back(), day, time);
  }
  return all.back() == out.back() && all.size() <= kPointsMax ? all : out;
}

std::vector<std::pair<Keys, std::int64_t>> largest_first(std::map<Keys, std::int64_t> sums) {
  std::vector<std::pair<Keys, std::int64_t>> out(sums.begin(), sums.end());
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

void fill_line(Chart& chart, const Told& told, std::size_t at, Dimension time, const wording::Names& names) {
  std::map<Keys, std::int64_t> sums;
  std::map<Keys, std::map<std::string, std::int64_t>> by_keys;
  std::set<std::string> times;
  for (const auto& row : told.rows) {
    const auto keys = without(row.keys, at);
    sums[keys] += row.value;
    by_keys[keys][row.keys[at]] += row.value;
    times.insert(row.keys[at]);
  }
  const auto all = times_between(times, told.from, time);
  for (const auto& key : all) chart.points.push_back(point_at(key, time, told.language));
  const auto ranked = largest_first(std::move(sums));
  const auto apart = ranked.size() > kLinesShown + 1 ? kLinesShown : ranked.size();
  for (std::size_t i = 0; i < apart; ++i) {
    auto& series = chart.series.emplace_back();
    series.name = label_of(told, ranked[i].first, at, names);
    for (const auto& key : all) series.values.push_back(by_keys[ranked[i].first][key]);
  }
  if (apart == ranked.size()) return;
  auto& rest = chart.series.emplace_back();
  rest.name = rest_of(ranked.size() - apart, told.language);
  for (const auto& key : all) {
    std::int64_t sum = 0;
    for (std::size_t i = apart; i < ranked.size(); ++i) sum += by_keys[ranked[i].first][key];
    rest.values.push_back(sum);
  }
}

void fill_bars(Chart& chart, const Told& told, const wording::Names& names) {
  std::map<Keys, std::int64_t> sums;
  for (const auto& row : told.rows) sums[row.keys] += row.value;
  const auto ranked = largest_first(std::move(sums));
  // Shares of something and numbers of distinct things can't be added up: what is not shown is left out then.
  const auto apart = ranked.size() > kBarsShown + 1 ? kBarsShown : ranked.size();
  auto& series = chart.series.front();
  for (std::size_t i = 0; i < apart; ++i) {
    chart.points.push_back({label_of(told, ranked[i].first, std::nullopt, names), {}, {}});
    series.values.push_back(ranked[i].second);
  }
  if (apart == ranked.size() || told.figure != Figure::money) return;
  std::int64_t sum = 0;
  for (std::size_t i = apart; i < ranked.size(); ++i) sum += ranked[i].second;
  chart.points.push_back({rest_of(ranked.size() - apart, told.language), {}, {}});
  series.values.push_back(sum);
}

}  // namespace

Chart chart_of(const Told& told, const wording::Names& names) {
  Chart out;
  out.figure = told.figure;
  out.chinese = told.language == Language::zh;
  out.title = told.title;
  out.subtitle = told.subtitle;
  out.footnote = told.footnote;
  for (std::size_t i = 0; i < told.dimensions.size(); ++i) {
    const auto time = time_of(told.dimensions[i]);
    if (!time) continue;
    out.shape = Shape::line;
    fill_line(out, told, i, *time, names);
    if (out.series.empty()) out.series.emplace_back();
    return out;
  }
  out.series.emplace_back();
  fill_bars(out, told, names);
  return out;
}

}  // namespace shanhai::measurement::charts
