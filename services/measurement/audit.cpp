#include "services/measurement/audit.hpp"

#include <map>

#include "services/measurement/cubes/cubes.hpp"
#include "services/measurement/purchases/as_of.hpp"
#include "services/measurement/purchases/domain.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

constexpr orders::Measure kMeasures[] = {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted,
                                         orders::Measure::completed};

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

std::string first_day_of(std::string_view column, Tier tier) {
  const std::string c(column);
  if (tier == Tier::day) return c;
  return c + " - INTERVAL (DAYOFMONTH(" + c + ") - 1) DAY";
}

// The cells of one period of which the cube says something else than the entries do, and by how much.
std::string comparison(const Cube& cube, Tier tier) {
  std::string keys;
  for (const auto column : cube.columns) keys += name_of(column) + ", ";
  const bool dated = is_dated(tier);
  const auto attributed = dated ? first_day_of("attributed_on", Tier::month) : std::string("DATE '1970-01-01'");
  const auto booked = dated ? first_day_of("booked_on", tier) : std::string("DATE '1970-01-01'");
  const std::string of_entries = keys + attributed + " AS attributed, " + booked + " AS booked, ";
  const std::string whom = cube.organisations_only ? " AND buyer_kind <> 'consumer'" : "";
  std::string text = "SELECT SUM(ABS(gross) + ABS(refunded) + ABS(by_sale) + ABS(line_sum) + ABS(refund_sum) + ";
  text += "ABS(quantity_sum)) AS difference, COUNT(*) AS cells FROM (SELECT " + keys + "attributed, booked, ";
  text += "SUM(g) AS gross, SUM(r) AS refunded, SUM(s) AS by_sale, SUM(l) AS line_sum, SUM(c) AS refund_sum, ";
  text += "SUM(q) AS quantity_sum FROM (";
  text += "SELECT " + keys + "attributed, booked, gross_fen AS g, refunded_fen AS r, refunded_by_sale_fen AS s, ";
  text += "line_count AS l, refund_count AS c, quantity AS q FROM " + std::string(cube.table);
  text += " WHERE measure = :measure AND tier = :tier AND period = :from UNION ALL ";
  text += "SELECT " + of_entries + "-IF(kind = 'sale', amount_fen, 0), -IF(kind = 'sale', 0, amount_fen), 0, ";
  text += "-IF(kind = 'sale', 1, 0), -IF(kind = 'sale', 0, 1), -IF(kind = 'sale', quantity, 0) FROM measurement_entry";
  text += " WHERE measure = :measure AND posted_on BETWEEN :from AND :to" + whom + " UNION ALL ";
  text += "SELECT " + of_entries + "0, 0, -amount_fen, 0, 0, 0 FROM measurement_entry";
  text += " WHERE measure = :measure AND sale_posted_on BETWEEN :from AND :to AND kind <> 'sale'" + whom;
  text += ") both_sides GROUP BY " + keys + "attributed, booked) cells";
  return text;
}

Period whole_period(db::Tx& tx, orders::Measure measure) {
  Period out{kUndated, kUndated};
  const auto rows = tx.query(q::audit_days, {{"measure", measure}});
  out.from = rows.front().find<Date>("first_day").value_or(kUndated);
  out.to = rows.front().find<Date>("last_day").value_or(kUndated);
  return out;
}

runtime::AuditFinding compare(db::Tx& tx, const Cube& cube, Tier tier) {
  runtime::AuditFinding out{"measurement." + std::string(cube.table) + "." + name_of(tier), 0, 0, {}};
  const auto text = comparison(cube, tier);
  for (const auto measure : kMeasures) {
    const auto whole = whole_period(tx, measure);
    for (const auto from : periods_between(tier, first_of(whole.from, tier), whole.to)) {
      const auto rows = tx.query(db::Query{"measurement.audit_cube", text},
                                 {{"measure", measure}, {"tier", tier}, {"from", from}, {"to", last_of(from, tier)}});
      out.compared += rows.front().get<std::int64_t>("cells");
      const auto difference = rows.front().find<std::int64_t>("difference").value_or(0);
      if (difference == 0) continue;
      out.difference += difference;
      out.detail += (out.detail.empty() ? "" : ", ") + name_of(measure) + " " + to_string(from);
    }
  }
  if (out.difference != 0) out.detail = "not the sum of its entries: " + out.detail.substr(0, 400);
  return out;
}

}  // namespace

Result<std::vector<runtime::AuditFinding>> audit_cubes(db::Tx& tx) {
  std::vector<runtime::AuditFinding> out;
  for (const auto& cube : cubes()) {
    for (const auto tier : cube.tiers) out.push_back(compare(tx, cube, tier));
  }
  return out;
}

std::vector<MeasureTotal> list_totals(db::Tx& tx) {
  std::vector<MeasureTotal> out;
  for (const auto row : tx.query(q::sum_years)) {
    out.push_back({row.get<orders::Measure>("measure"), row.get<Money>("gross_fen"), row.get<Money>("refunded_fen"),
                   row.get<std::int64_t>("line_count")});
  }
  return out;
}

Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx) {
  std::map<std::string, std::int64_t> out;
  for (const auto measure : kMeasures) {
    const auto name = "volume." + name_of(measure);
    out[name + ".gross_fen"] = out[name + ".refunded_fen"] = 0;
  }
  for (const auto row : tx.query(q::sum_years_online)) {
    const auto name = "volume." + row.get<std::string>("measure");
    out[name + ".gross_fen"] = row.get<std::int64_t>("gross_fen");
    out[name + ".refunded_fen"] = row.get<std::int64_t>("refunded_fen");
  }
  out["events.orders"] = current_as_of(tx).orders.sequence;
  return out;
}

}  // namespace shanhai::measurement
