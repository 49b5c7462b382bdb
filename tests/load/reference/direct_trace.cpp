#include "tests/load/reference/direct_trace.hpp"

#include <chrono>

#include "tests/load/reference/session.hpp"

namespace shanhai::load {
namespace {

using Steady = std::chrono::steady_clock;

// Each by an index at every step; UNION keeps a lot that is reached on several ways once.
std::string origins_of(const std::string& lot) {
  return "WITH RECURSIVE ancestor (lot_id) AS (SELECT CAST(0x" + lot +
         " AS BINARY(16)) UNION SELECT i.input_lot_id FROM ancestor AS a JOIN lot_input AS i ON i.lot_id = a.lot_id) "
         "SELECT CONCAT((SELECT COUNT(*) - 1 FROM ancestor), ' ', COUNT(DISTINCT d.household_id)) "
         "FROM ancestor AS a JOIN delivery AS d ON d.lot_id = a.lot_id";
}

std::string destinations_of(const std::string& lot) {
  return "WITH RECURSIVE descendant (lot_id) AS (SELECT CAST(0x" + lot +
         " AS BINARY(16)) UNION SELECT i.lot_id FROM descendant AS d JOIN lot_input AS i ON i.input_lot_id = d.lot_id) "
         "SELECT CONCAT((SELECT COUNT(*) - 1 FROM descendant), ' ', COUNT(*)) "
         "FROM descendant AS d JOIN parcel_movement AS m ON m.lot_id = d.lot_id";
}

}  // namespace

std::vector<TraceBySql> trace_by_sql(const std::vector<std::string>& access, const std::vector<std::string>& lots) {
  Session session(access);
  std::vector<TraceBySql> out;
  for (const auto& lot : lots) {
    const auto began = Steady::now();
    auto totals = session.text(origins_of(lot)) + " " + session.text(destinations_of(lot));
    out.push_back({std::chrono::duration<double, std::milli>(Steady::now() - began).count(), std::move(totals)});
  }
  return out;
}

}  // namespace shanhai::load
