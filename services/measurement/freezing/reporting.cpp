#include "services/measurement/freezing/reporting.hpp"

#include "common/base/encoding.hpp"
#include "services/measurement/freezing/store.hpp"
#include "services/measurement/purchases/reading.hpp"

namespace shanhai::measurement {
namespace {

bool contains(const AsOf& later, const AsOf& earlier) {
  return later.orders.sequence >= earlier.orders.sequence &&
         later.registrations.sequence >= earlier.registrations.sequence &&
         later.households.sequence >= earlier.households.sequence && later.units.sequence >= earlier.units.sequence &&
         later.pairings >= earlier.pairings && later.entered >= earlier.entered &&
         later.recorded_at >= earlier.recorded_at;
}

// Of what was asked for, what came too late and was booked by that state.
Volume sum_adjustments(db::Tx& tx, const std::string& period, const Question& question, const AsOf& as_of) {
  std::string text =
      "SELECT COALESCE(SUM(CASE e.kind WHEN 'sale' THEN e.amount_fen WHEN 'reversal' THEN -e.amount_fen ELSE 0 END), "
      "0) AS gross_fen, "
      "COALESCE(SUM(IF(e.kind IN ('sale', 'reversal'), 0, e.amount_fen)), 0) AS refunded_fen, "
      "COALESCE(SUM(CASE e.kind WHEN 'sale' THEN 1 WHEN 'reversal' THEN -1 ELSE 0 END), 0) AS line_count, "
      "COALESCE(SUM(CASE e.kind WHEN 'sale' THEN e.quantity WHEN 'reversal' THEN -e.quantity ELSE 0 END), 0) AS "
      "quantity "
      "FROM measurement_adjustment a JOIN measurement_entry e ON e.measure = a.measure AND e.line_id = a.line_id AND "
      "e.kind = a.kind AND e.source = a.source "
      "WHERE a.period = :frozen AND a.refund_view = :view AND a.measure = :measure AND ((a.origin = 'orders' AND "
      "a.sequence <= :orders_cut) OR (a.origin = 'registrations' AND a.sequence <= :registrations_cut))";
  db::Params params{{"frozen", period},
                    {"view", question.view},
                    {"measure", question.measure},
                    {"orders_cut", as_of.orders.sequence},
                    {"registrations_cut", as_of.registrations.sequence}};
  reading::append_filter(text, params, question.filter);
  const auto rows = tx.query(db::Query{"measurement.sum_adjustments", text}, params);
  const auto row = rows.front();
  Volume out;
  out.gross = row.get<Money>("gross_fen");
  out.refunded = row.get<Money>("refunded_fen");
  out.net = out.gross - out.refunded;
  out.lines = row.get<std::int64_t>("line_count");
  out.quantity = row.get<std::int64_t>("quantity");
  return out;
}

}  // namespace

Result<std::optional<FrozenState>> find_frozen_state(db::Tx& tx, std::string_view period, const AsOf& asked) {
  SH_TRY(const auto days, parse_period(period));
  const auto frozen = store::find_frozen_holding(tx, period, days);
  if (!frozen) return std::optional<FrozenState>();
  SH_TRY(const auto at, read_as_of(tx, frozen->as_of));
  if (!contains(asked, at)) return std::optional<FrozenState>();
  return std::optional(FrozenState{
      frozen->period,
      at,
      {to_hex(frozen->digest), frozen->frozen_at, "/v1/measurement/freezes/" + frozen->period, std::nullopt}});
}

Result<std::optional<FrozenReport>> as_frozen(db::Tx& tx, const PurchaseFilter& query, const AsOf& as_of,
                                              Question& question) {
  SH_TRY(auto frozen, find_frozen_state(tx, query.period.str(), as_of));
  if (!frozen) return std::optional<FrozenReport>();
  question.as_of = frozen->at;
  // Adjustments are of the whole that was frozen. Which unit stood where, and which pairing held, no single condition
  // tells.
  if (frozen->period == query.period.str() && !query.unit && !query.pairing)
    frozen->report.adjustments = sum_adjustments(tx, frozen->period, question, as_of);
  return std::optional(std::move(frozen->report));
}

}  // namespace shanhai::measurement
