#include "services/measurement/purchases/line_rows.hpp"

#include "services/measurement/purchases/reading.hpp"

namespace shanhai::measurement::purchases {
namespace {

PurchaseLine read_view(const db::Row& row) {
  PurchaseLine out;
  out.order_id = row.get<OrderId>("order_id");
  out.line_id = row.get<OrderLineId>("line_id");
  out.kind = row.get<std::string>("kind");
  out.occurred_on = row.get<Date>("occurred_on");
  out.occurred_at = row.get<Instant>("occurred_at");
  out.posted_on = row.get<Date>("posted_on");
  out.sale_on = row.get<Date>("sale_on");
  out.frozen_for = row.find<std::string>("frozen_for");
  const auto amount = row.get<Money>("amount_fen");
  out.amount = out.kind == "sale" ? amount : -amount;
  out.quantity = row.get<std::int64_t>("quantity");
  out.buyer_kind = row.get<std::string>("buyer_kind");
  out.buyer_division = row.get<std::string>("buyer_division");
  out.delivery_division = row.get<std::string>("delivery_division");
  const auto organisation = row.get<OrganisationId>("buyer_organisation");
  if (!organisation.is_nil()) out.buyer_organisation = organisation;
  out.supplier = row.get<OrganisationId>("supplier");
  const auto product = row.get<ProductId>("product");
  if (!product.is_nil()) out.product = product;
  out.category = row.get<std::string>("category");
  out.certified = row.get<bool>("certified");
  out.origin_county = row.get<std::string>("production_county");
  out.raw_material_county = row.get<std::string>("raw_material_county");
  out.registration_county = row.get<std::string>("registration_county");
  out.channel = row.get<std::string>("channel");
  return out;
}

std::string day_column(const Question& question) {
  return question.view == RefundView::sale ? "sale_posted_on" : "posted_on";
}

// A kind's place in the table's ENUM, which orders it.
std::int64_t place_of(EntryKind kind) { return static_cast<std::int64_t>(kind) + 1; }

// The table whose key is followed, whatever the optimiser thinks of few rows; what comes too late is found in its own,
// and joined.
std::string table_of(const LineRange& range) {
  if (range.adjusted) return "measurement_adjustment a FORCE INDEX (PRIMARY)";
  const bool by_sale = range.question.view == RefundView::sale;
  return std::string("measurement_entry e FORCE INDEX (measurement_entry_") + (by_sale ? "sale_posted)" : "posted)");
}
std::string key_column(const LineRange& range, std::string_view column) {
  return (range.adjusted ? "a." : "e.") + std::string(column);
}

// " AND (line, kind, source) comes <order> <name>'s", behind equal days.
std::string compared(const LineRange& range, const std::string& order, const std::string& last,
                     const std::string& name) {
  const auto line = key_column(range, "line_id"), kind = key_column(range, "kind") + " + 0",
             source = key_column(range, "source");
  return line + " " + order + " :" + name + "_line OR (" + line + " = :" + name + "_line AND (" + kind + " " + order +
         " :" + name + "_kind OR (" + kind + " = :" + name + "_kind AND " + source + " " + last + " :" + name +
         "_source)))";
}

// " WHERE ...": the range without the question's filter, behind `after`.
void append_range(std::string& text, db::Params& params, const LineRange& range, const LinePosition& after) {
  const auto& question = range.question;
  const auto behind = compared(range, ">", ">", "after");
  text += " WHERE " + key_column(range, "measure") + " = :measure";
  params.push_back({"measure", question.measure});
  if (range.adjusted) {
    text += " AND a.period = :frozen AND a.refund_view = :view AND a.line_id >= :after_line AND (" + behind + ")";
    params.push_back({"frozen", *range.adjusted});
    params.push_back({"view", question.view});
  } else {
    const auto day = key_column(range, day_column(question));
    text += " AND " + day + " BETWEEN :from AND :to";
    params.push_back({"from", question.period.from});
    params.push_back({"to", question.period.to});
    // The first condition lets the key begin where the page does.
    text += " AND " + day + " >= :after_day AND (" + day + " > :after_day OR " + behind + ")";
    params.push_back({"after_day", after.day});
  }
  params.push_back({"after_line", after.line});
  params.push_back({"after_kind", place_of(after.kind)});
  params.push_back({"after_source", after.source});
}

void append_end(std::string& text, db::Params& params, const LineRange& range, const LinePosition& end) {
  const auto within = compared(range, "<", "<=", "end");
  if (range.adjusted) {
    text += " AND a.line_id <= :end_line AND (" + within + ")";
  } else {
    const auto day = key_column(range, day_column(range.question));
    text += " AND " + day + " <= :end_day AND (" + day + " < :end_day OR " + within + ")";
    params.push_back({"end_day", end.day});
  }
  params.push_back({"end_line", end.line});
  params.push_back({"end_kind", place_of(end.kind)});
  params.push_back({"end_source", end.source});
}

std::string order_of(const LineRange& range) {
  if (range.adjusted) return " ORDER BY a.period, a.refund_view, a.measure, a.line_id, a.kind, a.source";
  return " ORDER BY e.measure, e." + day_column(range.question) + ", e.line_id, e.kind, e.source";
}

LinePosition position_of(const db::Row& row, const LineRange& range) {
  LinePosition out;
  out.day = range.adjusted ? kBeforeAll : row.get<Date>(day_column(range.question));
  out.line = row.get<OrderLineId>("line_id");
  out.kind = row.get<EntryKind>("kind");
  out.source = row.get<RefundId>("source");
  return out;
}

}  // namespace

std::optional<LinePosition> end_of_window(db::Tx& tx, const LineRange& range, const LinePosition& after,
                                          std::size_t looked) {
  std::string text =
      "SELECT " + key_column(range, "line_id") + ", " + key_column(range, "kind") + ", " + key_column(range, "source");
  if (!range.adjusted) text += ", e." + day_column(range.question);
  text += " FROM " + table_of(range);
  db::Params params{{"looked", looked - 1}};
  append_range(text, params, range, after);
  text += order_of(range) + " LIMIT 1 OFFSET :looked";
  const auto rows = tx.query(db::Query{"measurement.find_window_end", text}, params);
  if (rows.empty()) return std::nullopt;
  return position_of(rows.front(), range);
}

std::vector<Line> list_lines(db::Tx& tx, const LineRange& range, const LinePosition& after,
                             const std::optional<LinePosition>& end, std::size_t limit) {
  const auto& question = range.question;
  std::string text =
      "SELECT e.line_id, e.kind, e.source, e.order_id, e.occurred_at, e.occurred_on, e.posted_on, e.sale_posted_on, "
      "e.sale_on, e.attributed_on, e.frozen_for, e.amount_fen, e.quantity, e.buyer_kind, e.buyer_organisation, "
      "e.buyer_account, e.buyer_division, e.delivery_division, e.supplier, e.product, e.category, e.certified, "
      "e.production_county, e.raw_material_county, e.registration_county, e.channel";
  text += " FROM " + table_of(range);
  if (range.adjusted) {
    text +=
        " JOIN measurement_entry e ON e.measure = a.measure AND e.line_id = a.line_id AND e.kind = a.kind AND e.source "
        "= a.source";
  }
  db::Params params{{"limit", limit}};
  append_range(text, params, range, after);
  if (end) append_end(text, params, range, *end);
  reading::append_filter(text, params, question.filter);
  if (question.as_of) {
    text +=
        " AND ((e.origin = 'orders' AND e.sequence <= :orders_cut) OR (e.origin = 'registrations' AND e.sequence <= "
        ":registrations_cut))";
    params.push_back({"orders_cut", question.as_of->orders.sequence});
    params.push_back({"registrations_cut", question.as_of->registrations.sequence});
  }
  text += order_of(range) + " LIMIT :limit";
  std::vector<Line> out;
  for (const auto row : tx.query(db::Query{"measurement.list_entries", text}, params))
    out.push_back(
        {read_view(row), position_of(row, range), row.get<Date>("attributed_on"), row.get<AccountId>("buyer_account")});
  return out;
}

}  // namespace shanhai::measurement::purchases
