#include "services/measurement/reports/rendering.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/measurement/charts/of_report.hpp"

namespace shanhai::measurement {
namespace {

using sheets::Cell;
using wording::Language;

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

std::string in(Language language, const char* zh, const char* en) { return language == Language::zh ? zh : en; }

// What the chart shows, and the table is ordered by.
struct Shown {
  charts::Figure figure = charts::Figure::money;
  const char *zh, *en;
  std::int64_t (*of)(const Volume&);
};

Shown shown_of(const ReportQuery& query) {
  using charts::Figure;
  switch (query.order.value_or(Order::keys)) {
    case Order::gross:
      return {Figure::money, "采购额（未扣退款）", "gross", [](const Volume& v) { return v.gross.fen(); }};
    case Order::refunded:
      return {Figure::money, "退款额", "refunded", [](const Volume& v) { return v.refunded.fen(); }};
    case Order::lines:
      return {Figure::count, "明细数", "lines", [](const Volume& v) { return v.lines; }};
    case Order::quantity:
      return {Figure::count, "数量", "quantity", [](const Volume& v) { return v.quantity; }};
    default:
      return {Figure::money, "净额", "net", [](const Volume& v) { return v.net.fen(); }};
  }
}

std::string view_text(RefundView view, Language language) {
  if (view == RefundView::sale) return in(language, "退款计入销售期", "refunds under their sale");
  return in(language, "退款计入发生期", "refunds when they happened");
}

std::string region_text(std::string_view region, Language language) {
  if (region == "*" || region.empty()) return in(language, "全部地区", "all regions");
  return wording::division(region, language);
}

std::string title_of(const Report& report, const ReportQuery& query, const ReportHeading& heading) {
  if (!heading.title.empty()) return heading.title;
  const auto language = heading.language;
  auto out = wording::period(report.period, language) + in(language, "", ": ") +
             wording::measure(name_of(report.measure), language);
  std::string by;
  for (const auto& dimension : dimensions_of(query))
    by += (by.empty() ? in(language, "，按", ", by ") : in(language, "、", ", ")) +
          wording::dimension(dimension, language);
  return out + by;
}

const std::string& key_at(const ReportRow& row, const std::string& dimension) {
  static const std::string kNone;
  const auto found = row.keys.find(dimension);
  return found == row.keys.end() ? kNone : found->second;
}

void append_figures(std::string& out, const Volume& volume) {
  out += std::to_string(volume.gross.fen()) + "\t" + std::to_string(volume.refunded.fen()) + "\t" +
         std::to_string(volume.lines) + "\t" + std::to_string(volume.quantity) + "\n";
}

void append_cells(std::vector<Cell>& row, const Volume& volume) {
  row.insert(row.end(), {volume.gross, volume.refunded, volume.net, volume.lines, volume.quantity});
}

void append_compared(std::vector<Cell>& row, const std::optional<Money>& previous, const std::optional<Money>& change) {
  row.push_back(previous ? Cell(*previous) : Cell(std::string()));
  row.push_back(change ? Cell(*change) : Cell(std::string()));
}

}  // namespace

std::vector<std::string> dimensions_of(const ReportQuery& query) {
  return split_dimensions(query.group_by ? std::string_view(query.group_by->str()) : std::string_view());
}

std::vector<std::string> split_dimensions(std::string_view rest) {
  std::vector<std::string> out;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    out.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
  }
  return out;
}

std::string day_of(std::string_view as_of) {
  if (as_of.size() < 8 || as_of.find('-') == 4) return std::string(as_of);
  return std::string(as_of.substr(0, 4)) + "-" + std::string(as_of.substr(4, 2)) + "-" +
         std::string(as_of.substr(6, 2));
}

std::string digest_of(const Report& report, const std::vector<std::string>& dimensions) {
  auto text = "shanhai report, version 1\nmeasure " + name_of(report.measure) + "\nperiod " + report.period +
              "\nrefund_view " + name_of(report.refund_view) + "\nas_of " + report.as_of + "\n";
  for (const auto& row : report.rows) {
    for (const auto& dimension : dimensions) text += key_at(row, dimension) + "\t";
    append_figures(text, row);
  }
  if (report.others) append_figures(text += "others " + std::to_string(report.others->rows) + "\t", *report.others);
  append_figures(text += "total\t", report.total);
  return to_hex(sha256(text));
}

std::string draw_report(const Report& report, const ReportQuery& query, const ReportHeading& heading,
                        const wording::Names& names) {
  const auto language = heading.language;
  const auto shown = shown_of(query);
  charts::Told told;
  told.title = title_of(report, query, heading);
  told.subtitle = in(language, shown.zh, shown.en) + in(language, "，", ", ") +
                  view_text(report.refund_view, language) + in(language, "；", "; ") +
                  region_text(heading.region, language);
  told.footnote = in(language, "数据截至", "as of ") + wording::period(day_of(report.as_of), language);
  told.figure = shown.figure;
  told.language = language;
  told.dimensions = dimensions_of(query);
  const auto period = parse_period(report.period);
  if (period.has_value()) told.from = period->from;
  for (const auto& row : report.rows) {
    auto& out = told.rows.emplace_back();
    for (const auto& dimension : told.dimensions) out.keys.push_back(key_at(row, dimension));
    out.value = shown.of(row);
  }
  auto chart = charts::chart_of(told, names);
  if (report.others && chart.shape == charts::Shape::bars) {
    chart.points.push_back(
        {in(language, "其余", "the rest, ") + std::to_string(report.others->rows) + in(language, "项", ""), {}, {}});
    chart.series.front().values.push_back(shown.of(*report.others));
  }
  return charts::draw(chart);
}

std::vector<std::string> lines_above(const PurchaseFilter& query, RefundView view, std::string_view as_of,
                                     const ReportHeading& heading) {
  const auto language = heading.language;
  return {in(language, "统计口径：", "measure: ") + wording::measure(name_of(query.measure), language) +
              in(language, "，", ", ") + view_text(view, language),
          in(language, "统计期间：", "period: ") + wording::period(query.period.str(), language),
          in(language, "统计范围：", "region: ") + region_text(heading.region, language),
          in(language, "数据截至：", "as of: ") + wording::period(day_of(as_of), language) + in(language, "（", " (") +
              std::string(as_of) + in(language, "）", ")")};
}

sheets::TableHead head_of(const Report& report, const ReportQuery& query, const ReportHeading& heading) {
  const auto language = heading.language;
  sheets::TableHead out;
  out.title = heading.title.empty() ? in(language, "采购情况统计表", "Purchase volume") : heading.title;
  out.lines = lines_above(query, report.refund_view, report.as_of, heading);
  out.columns.push_back(in(language, "序号", "no."));
  out.widths.push_back(8);
  for (const auto& dimension : dimensions_of(query)) {
    out.columns.push_back(wording::dimension(dimension, language));
    out.widths.push_back(24);
  }
  for (const auto& [zh, en] : {std::pair("采购额（元）", "gross (yuan)"),
                               {"退款额（元）", "refunded (yuan)"},
                               {"净额（元）", "net (yuan)"},
                               {"明细数", "lines"},
                               {"数量", "quantity"}})
    out.columns.push_back(in(language, zh, en));
  if (query.year_on_year.value_or(false)) {
    out.columns.push_back(in(language, "上年同期净额（元）", "net a year before (yuan)"));
    out.columns.push_back(in(language, "同比增减（元）", "change (yuan)"));
  }
  out.widths.push_back(18);
  out.created = heading.made_at;
  return out;
}

std::vector<std::vector<Cell>> rows_of(const Report& report, const ReportQuery& query, const ReportHeading& heading,
                                       const wording::Names& names) {
  std::vector<std::vector<Cell>> out;
  const auto dimensions = dimensions_of(query);
  const bool compared = query.year_on_year.value_or(false);
  std::int64_t number = 0;
  for (const auto& row : report.rows) {
    auto& cells = out.emplace_back();
    cells.push_back(++number);
    for (const auto& dimension : dimensions)
      cells.push_back(wording::value(dimension, key_at(row, dimension), heading.language, names));
    append_cells(cells, row);
    if (compared) append_compared(cells, row.previous_net, row.change);
  }
  const auto closing = [&](std::string label, const Volume& volume, const std::optional<Money>& previous,
                           const std::optional<Money>& change) {
    auto& cells = out.emplace_back();
    cells.push_back(std::move(label));
    cells.insert(cells.end(), dimensions.size(), Cell(std::string()));
    append_cells(cells, volume);
    if (compared) append_compared(cells, previous, change);
  };
  if (report.others)
    closing(in(heading.language, "其余", "others"), *report.others, report.others->previous_net, std::nullopt);
  closing(in(heading.language, "合计", "total"), report.total, report.total.previous_net, report.total.change);
  return out;
}

std::vector<std::string> lines_below(const Report& report, const ReportQuery& query, const ReportHeading& heading) {
  std::vector<std::string> out{in(heading.language, "数据摘要（SHA-256）：", "SHA-256 of the figures: ") +
                               digest_of(report, dimensions_of(query))};
  if (report.pairings_note) out.push_back(*report.pairings_note);
  return out;
}

ReportFile render(const Report& report, const ReportQuery& query, ReportFormat format, const ReportHeading& heading,
                  const wording::Names& names) {
  const auto name = title_of(report, query, heading);
  if (format == ReportFormat::svg) return {"image/svg+xml", name + ".svg", draw_report(report, query, heading, names)};
  const auto table = format == ReportFormat::csv ? sheets::TableFormat::csv : sheets::TableFormat::xlsx;
  return {std::string(sheets::media_type_of(table)), name + "." + std::string(sheets::extension_of(table)),
          sheets::table_bytes(table, head_of(report, query, heading), rows_of(report, query, heading, names),
                              lines_below(report, query, heading))};
}

}  // namespace shanhai::measurement
