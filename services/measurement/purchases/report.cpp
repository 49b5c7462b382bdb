#include "services/measurement/purchases/report.hpp"

#include <map>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"

namespace shanhai::measurement::purchases {
namespace {

std::string key_of(const store::Sum& sum, Dimension dimension, const PairingTable& pairings) {
  switch (dimension) {
    case Dimension::pairing:
      return pairings.name_of(sum.buyer_division, sum.production_county, sum.attributed_on);
    case Dimension::buyer_division:
      return sum.buyer_division;
    case Dimension::buyer_prefecture:
      return std::string(prefecture_of(sum.buyer_division));
    case Dimension::delivery_division:
      return sum.delivery_division;
    case Dimension::buyer_kind:
      return sum.buyer_kind;
    case Dimension::origin_county:
      return sum.production_county;
    case Dimension::raw_material_county:
      return sum.raw_material_county;
    case Dimension::registration_county:
      return sum.registration_county;
    case Dimension::category:
      return sum.category;
    case Dimension::certified:
      return sum.certified ? "true" : "false";
    case Dimension::channel:
      return sum.channel;
    case Dimension::supplier:
      return sum.supplier.str();
    default:
      return name_of_day(sum.day, dimension);
  }
}

void add(Volume& to, const store::Sum& sum) {
  to.gross += sum.gross;
  to.refunded += sum.refunded;
  to.net = to.gross - to.refunded;
  to.lines += sum.lines;
}

PurchaseLine as_line(const store::Line& line, std::string pairing) {
  PurchaseLine out;
  out.order_id = line.order_id;
  out.line_id = line.line_id;
  out.kind = line.kind;
  out.occurred_at = line.occurred_at;
  out.sale_on = line.sale_on;
  out.amount = line.kind == "sale" ? line.amount : -line.amount;
  out.quantity = line.quantity;
  out.buyer_kind = line.buyer_kind;
  out.buyer_division = line.buyer_division;
  out.delivery_division = line.delivery_division;
  out.pairing = std::move(pairing);
  out.supplier = line.supplier;
  if (!line.product.is_nil()) out.product = line.product;
  out.category = line.category;
  out.certified = line.certified;
  out.origin_county = line.production_county;
  out.raw_material_county = line.raw_material_county;
  out.registration_county = line.registration_county;
  out.channel = line.channel;
  return out;
}

std::string print_cursor(const store::Line& line, Date day) {
  return to_base64url(to_string(day) + line.kind.substr(0, 1) + std::string(line.line_id.raw()) +
                      std::string(line.source.raw()));
}

constexpr std::string_view kKinds[] = {"sale", "refund", "cancellation", "prior_refund"};  // by first letter

}  // namespace

Result<DivisionSet> to_divisions(const std::optional<Text<6, 6>>& code, std::string_view parameter) {
  if (!code) return DivisionSet::all();
  if (!find_division(*code))
    return Error::invalid_field("query/" + std::string(parameter), "unknown_division", "a GB/T 2260 code");
  return DivisionSet::within(*code);
}

Result<store::Filter> to_filter(const PurchaseFilter& query, const Visibility& scope) {
  store::Filter out;
  out.measure = query.measure;
  if (query.pairing && !is_pairing_name(query.pairing->str()))
    return Error::invalid_field("query/pairing", "unknown_value", "as reports name them: 440600-513431, none, ...");
  SH_TRY(out.period, parse_period(query.period));
  SH_TRY(auto buyers, to_divisions(query.buyer_division, "buyer_division"));
  SH_TRY(auto origins, to_divisions(query.origin_county, "origin_county"));
  out.buyers = buyers.intersect(scope.buyers);
  out.origins = origins.intersect(scope.origins);
  out.buyer_kind = query.buyer_kind;
  out.category = query.category;
  out.certified = query.certified;
  out.channel = query.channel;
  out.supplier = query.supplier;
  return out;
}

Result<store::Grouping> to_grouping(const ReportQuery& query) {
  store::Grouping out;
  if (query.group_by) {
    SH_TRY(out.dimensions, parse_group_by(query.group_by->str()));
  }
  out.by_pairing = query.pairing.has_value() || out.has(Dimension::pairing);
  out.sale_view = query.refund_view == RefundView::sale;
  return out;
}

Report build_report(const ReportQuery& query, const store::Grouping& grouping, const std::vector<store::Sum>& sums,
                    const PairingTable& pairings) {
  Report report;
  report.measure = query.measure;
  report.period = query.period;
  report.refund_view = query.refund_view.value_or(RefundView::posting);
  std::map<std::vector<std::string>, Volume> groups;
  for (const auto& sum : sums) {
    if (query.pairing && key_of(sum, Dimension::pairing, pairings) != query.pairing->str()) continue;
    std::vector<std::string> key;
    for (const auto dimension : grouping.dimensions) key.push_back(key_of(sum, dimension, pairings));
    add(groups[key], sum);
    add(report.total, sum);
  }
  for (const auto& [key, volume] : groups) {
    ReportRow row;
    static_cast<Volume&>(row) = volume;
    for (std::size_t i = 0; i < key.size(); ++i) {
      row.keys[boost::describe::enum_to_string(grouping.dimensions[i], "")] = key[i];
    }
    report.rows.push_back(std::move(row));
  }
  return report;
}

Result<store::LinePosition> parse_cursor(const LinesQuery& query) {
  store::LinePosition out;
  out.day = Date(std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1));
  if (!query.cursor) return out;
  const auto raw = from_base64url(query.cursor->str());
  const auto bad =
      Error::invalid_field("query/cursor", "invalid_cursor", "take it from next_cursor of the page before");
  if (!raw || raw->size() != 43) return bad;
  const auto day = parse_date(std::string_view(*raw).substr(0, 10));
  if (day.has_error()) return bad;
  out.day = *day;
  for (const auto kind : kKinds) {
    if (kind[0] == (*raw)[10]) out.kind = kind;
  }
  if (out.kind.empty()) return bad;
  out.line = OrderLineId::from_raw(std::string_view(*raw).substr(11, 16));
  out.source = RefundId::from_raw(std::string_view(*raw).substr(27, 16));
  return out;
}

PurchaseLines read_page(db::Tx& tx, const LinesQuery& query, const store::Filter& filter, store::LinePosition after,
                        const PairingTable& pairings) {
  const std::size_t limit = query.limit ? static_cast<std::size_t>(query.limit->value()) : 50;
  PurchaseLines page;
  for (;;) {
    const auto lines = store::list_lines(tx, filter, after, 201);
    for (const auto& line : lines) {
      auto pairing = pairings.name_of(line.buyer_division, line.production_county, line.attributed_on);
      if (query.pairing && pairing != query.pairing->str()) continue;
      if (page.items.size() == limit) return page;  // its cursor was set when it became full
      page.items.push_back(as_line(line, std::move(pairing)));
      page.next_cursor = print_cursor(line, line.day(filter));
    }
    if (lines.size() < 201) break;
    after = {lines.back().day(filter), lines.back().line_id, lines.back().kind, lines.back().source};
  }
  page.next_cursor.reset();
  return page;
}

}  // namespace shanhai::measurement::purchases
