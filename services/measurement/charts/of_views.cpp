#include "services/measurement/charts/of_views.hpp"

#include "services/measurement/charts/of_report.hpp"
#include "services/measurement/reports/rendering.hpp"

namespace shanhai::measurement::charts {
namespace {

using wording::Language;

constexpr std::int64_t kPpmInBasisPoint = 100;

std::string in(Language language, const char* zh, const char* en) { return language == Language::zh ? zh : en; }

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

Told told_of(std::string title, std::string_view as_of, Figure figure, Language language) {
  Told out;
  out.title = std::move(title);
  if (!as_of.empty()) out.footnote = in(language, "数据截至", "as of ") + wording::period(day_of(as_of), language);
  out.figure = figure;
  out.language = language;
  return out;
}

std::string key_of(const BenefitSum& sum, std::string_view dimension) {
  if (dimension == "method" && sum.method) return name_of(*sum.method);
  if (dimension == "product" && sum.product_id) return sum.product_id->str();
  if (dimension == "supplier" && sum.supplier_id) return sum.supplier_id->str();
  return dimension == "county" ? sum.county.value_or("") : std::string();
}

}  // namespace

std::string draw_completion(const Completion& completion, Language language) {
  const auto year = wording::period(std::to_string(completion.year), language);
  auto told =
      told_of(year + in(language, "采购任务完成率", ": targets met"), completion.as_of, Figure::basis_points, language);
  told.subtitle = wording::measure(name_of(completion.measure), language);
  told.dimensions = {"subject"};
  wording::Names names;
  for (const auto& row : completion.rows) {
    told.rows.push_back({{row.subject}, row.completion_ppm / kPpmInBasisPoint});
    if (!row.subject_name.empty()) names[row.subject] = row.subject_name;
  }
  return draw(chart_of(told, names));
}

std::string draw_overview(const Overview& overview, Language language) {
  const auto half = std::to_string(overview.year) + "H" + std::to_string(overview.half);
  const auto until =
      overview.half == 1 ? wording::period(half, language) : wording::period(std::to_string(overview.year), language);
  auto told = told_of(until + in(language, "预留份额完成率，按地区", ": reserved share, by region"), overview.as_of,
                      Figure::basis_points, language);
  told.subtitle = wording::measure(name_of(overview.measure), language);
  told.dimensions = {"subject"};
  wording::Names names;
  for (const auto& row : overview.regions) {
    if (!row.completion_ppm) continue;
    told.rows.push_back({{row.key}, *row.completion_ppm / kPpmInBasisPoint});
    names[row.key] = row.name;
  }
  return draw(chart_of(told, names));
}

std::string draw_benefits(const BenefitReport& report, const std::vector<std::string>& dimensions, Language language,
                          const wording::Names& names) {
  auto told = told_of(wording::period(report.period, language) + in(language, "带农金额", ": given to households"),
                      report.as_of.value_or(""), Figure::money, language);
  told.dimensions = dimensions;
  bool untold = report.total.suppressed;
  for (const auto& row : report.rows) {
    untold = untold || row.suppressed;
    if (!row.amount) continue;
    auto& out = told.rows.emplace_back();
    for (const auto& dimension : dimensions) out.keys.push_back(key_of(row, dimension));
    out.value = row.amount->fen();
  }
  if (report.rows.empty() && report.total.amount) told.rows.push_back({{}, report.total.amount->fen()});
  if (report.total.households) {
    told.subtitle =
        in(language, "受益农户", "households: ") + std::to_string(*report.total.households) + in(language, "户", "");
  }
  if (untold) told.subtitle += in(language, "；户数过少的不单列", "; those of too few households are not shown");
  return draw(chart_of(told, names));
}

std::string draw_households(const HouseholdReport& report, Language language) {
  auto told = told_of(wording::period(report.period, language) + in(language, "受益农户", ": households behind lots"),
                      report.as_of, Figure::count, language);
  told.dimensions = {"figure"};
  const wording::Names names{{"households", in(language, "农户", "households")},
                             {"lots", in(language, "批次", "lots")}};
  if (report.households) told.rows.push_back({{"households"}, *report.households});
  told.rows.push_back({{"lots"}, report.lots});
  if (report.suppressed) told.subtitle = in(language, "户数过少，不单列", "too few households to be shown");
  return draw(chart_of(told, names));
}

}  // namespace shanhai::measurement::charts
