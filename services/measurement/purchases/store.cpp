#include "services/measurement/purchases/store.hpp"

#include <algorithm>

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

// A list for IN must not be empty; a flag beside it says that it does not matter.
db::Value list_or_any(const DivisionSet& set) {
  return set.everything ? db::Value::list({db::Value("")}) : db::Value::list_of(set.codes);
}

template <class T>
db::Value value_or(const std::optional<T>& value, db::Value otherwise) {
  return value ? db::Value(*value) : otherwise;
}

db::Params params_of(const Filter& f) {
  return {{"measure", f.measure},
          {"from", f.period.from},
          {"to", f.period.to},
          {"all_buyers", f.buyers.everything},
          {"buyers", list_or_any(f.buyers)},
          {"all_origins", f.origins.everything},
          {"origins", list_or_any(f.origins)},
          {"any_buyer_kind", !f.buyer_kind},
          {"buyer_kind", value_or(f.buyer_kind, "")},
          {"any_category", !f.category},
          {"category", value_or(f.category, "")},
          {"any_certified", !f.certified},
          {"certified", value_or(f.certified, 0)},
          {"any_channel", !f.channel},
          {"channel", value_or(f.channel, "")},
          {"any_supplier", !f.supplier},
          {"supplier", value_or(f.supplier, OrganisationId())}};
}

LedgerSum read_sum(const db::Row& row) {
  LedgerSum out;
  out.measure = row.get<orders::Measure>("measure");
  out.gross = row.get<Money>("gross_fen");
  out.refunded = row.get<Money>("refunded_fen");
  out.lines = row.get<std::int64_t>("line_count");
  out.refunded_by_sale = out.refunded;
  return out;
}

}  // namespace

bool Grouping::has(Dimension dimension) const {
  return std::find(dimensions.begin(), dimensions.end(), dimension) != dimensions.end();
}

std::vector<Sum> sum_purchases(db::Tx& tx, const Filter& filter, const Grouping& by) {
  auto params = params_of(filter);
  const bool time =
      by.has(Dimension::day) || by.has(Dimension::month) || by.has(Dimension::quarter) || by.has(Dimension::year);
  const db::Params grouping = {
      {"by_day", time},
      {"by_attribution", by.by_pairing},
      {"by_buyer", by.by_pairing || by.has(Dimension::buyer_division) || by.has(Dimension::buyer_prefecture)},
      {"by_delivery", by.has(Dimension::delivery_division)},
      {"by_buyer_kind", by.has(Dimension::buyer_kind)},
      {"by_production", by.by_pairing || by.has(Dimension::origin_county)},
      {"by_raw_material", by.has(Dimension::raw_material_county)},
      {"by_registration", by.has(Dimension::registration_county)},
      {"by_category", by.has(Dimension::category)},
      {"by_certified", by.has(Dimension::certified)},
      {"by_channel", by.has(Dimension::channel)},
      {"by_supplier", by.has(Dimension::supplier)},
      {"no_id", OrganisationId()},
      {"sale_view", by.sale_view}};
  params.insert(params.end(), grouping.begin(), grouping.end());
  std::vector<Sum> out;
  for (const auto row : tx.query(q::sum_purchases, params)) {
    Sum sum;
    sum.day = row.get<Date>("day");
    sum.attributed_on = row.get<Date>("attributed_on");
    sum.buyer_division = row.get<std::string>("buyer_division");
    sum.delivery_division = row.get<std::string>("delivery_division");
    sum.buyer_kind = row.get<std::string>("buyer_kind");
    sum.production_county = row.get<std::string>("production_county");
    sum.raw_material_county = row.get<std::string>("raw_material_county");
    sum.registration_county = row.get<std::string>("registration_county");
    sum.category = row.get<std::string>("category");
    sum.certified = row.get<bool>("certified");
    sum.channel = row.get<std::string>("channel");
    sum.supplier = row.get<OrganisationId>("supplier");
    sum.gross = row.get<Money>("gross_fen");
    sum.refunded = row.get<Money>("refunded_fen");
    sum.lines = row.get<std::int64_t>("line_count");
    out.push_back(std::move(sum));
  }
  return out;
}

std::vector<Line> list_lines(db::Tx& tx, const Filter& filter, const LinePosition& after, std::int64_t limit) {
  auto params = params_of(filter);
  params.insert(params.end(), {{"after_day", after.day},
                               {"after_line", after.line},
                               {"after_kind", after.kind},
                               {"after_source", after.source},
                               {"limit", limit}});
  std::vector<Line> out;
  const auto& query = filter.by_sale_day ? q::list_entries_by_sale_day : q::list_entries;
  for (const auto row : tx.query(query, params)) {
    Line line;
    line.order_id = row.get<OrderId>("order_id");
    line.line_id = row.get<OrderLineId>("line_id");
    line.kind = row.get<std::string>("kind");
    line.source = row.get<RefundId>("source");
    line.occurred_at = row.get<Instant>("occurred_at");
    line.occurred_on = row.get<Date>("occurred_on");
    line.sale_on = row.get<Date>("sale_on");
    line.attributed_on = row.get<Date>("attributed_on");
    line.amount = row.get<Money>("amount_fen");
    line.quantity = row.get<std::int64_t>("quantity");
    line.buyer_kind = row.get<std::string>("buyer_kind");
    line.buyer_division = row.get<std::string>("buyer_division");
    line.delivery_division = row.get<std::string>("delivery_division");
    line.supplier = row.get<OrganisationId>("supplier");
    line.product = row.get<ProductId>("product");
    line.category = row.get<std::string>("category");
    line.certified = row.get<bool>("certified");
    line.production_county = row.get<std::string>("production_county");
    line.raw_material_county = row.get<std::string>("raw_material_county");
    line.registration_county = row.get<std::string>("registration_county");
    line.channel = row.get<std::string>("channel");
    out.push_back(std::move(line));
  }
  return out;
}

std::int64_t applied_sequence(db::Tx& tx, std::string_view consumer) {
  const auto rows = tx.query(q::find_applied_sequence, {{"consumer", consumer}});
  return rows.empty() ? 0 : rows.front().get<std::int64_t>("sequence");
}

std::vector<LedgerSum> sum_entries(db::Tx& tx) {
  std::vector<LedgerSum> out;
  for (const auto row : tx.query(q::sum_entries)) out.push_back(read_sum(row));
  return out;
}

std::vector<LedgerSum> sum_rollup(db::Tx& tx) {
  std::vector<LedgerSum> out;
  for (const auto row : tx.query(q::sum_rollup)) {
    out.push_back(read_sum(row));
    out.back().refunded_by_sale = row.get<Money>("refunded_by_sale_fen");
  }
  return out;
}

}  // namespace shanhai::measurement::store
