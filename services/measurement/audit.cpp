#include "services/measurement/audit.hpp"

#include <map>

#include "services/measurement/purchases/store.hpp"
#include "services/measurement/service.hpp"

namespace shanhai::measurement {

Result<std::vector<runtime::AuditFinding>> audit_ledger(db::Tx& tx) {
  std::map<orders::Measure, std::pair<store::LedgerSum, store::LedgerSum>> by_measure;
  for (const auto& sum : store::sum_entries(tx)) by_measure[sum.measure].first = sum;
  for (const auto& sum : store::sum_rollup(tx)) by_measure[sum.measure].second = sum;
  std::vector<runtime::AuditFinding> out;
  for (const auto& [measure, sums] : by_measure) {
    const auto& [entries, rollup] = sums;
    const auto distance = [](std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; };
    const std::int64_t difference =
        distance(entries.gross.fen(), rollup.gross.fen()) + distance(entries.refunded.fen(), rollup.refunded.fen()) +
        distance(entries.refunded.fen(), rollup.refunded_by_sale.fen()) + distance(entries.lines, rollup.lines);
    const std::string name = boost::describe::enum_to_string(measure, "");
    out.push_back({"measurement.rollup." + name, entries.lines, difference,
                   difference == 0 ? "" : "the rollup of " + name + " is not the sum of its entries"});
  }
  return out;
}

Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx) {
  std::map<std::string, std::int64_t> out;
  for (const auto measure :
       {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted, orders::Measure::completed}) {
    const std::string name = std::string("volume.") + boost::describe::enum_to_string(measure, "");
    out[name + ".gross_fen"] = out[name + ".refunded_fen"] = 0;
  }
  for (const auto& sum : store::sum_rollup(tx)) {
    const std::string name = std::string("volume.") + boost::describe::enum_to_string(sum.measure, "");
    out[name + ".gross_fen"] = sum.gross.fen();
    out[name + ".refunded_fen"] = sum.refunded.fen();
  }
  out["events.orders"] = store::applied_sequence(tx, kOrdersConsumer);
  return out;
}

}  // namespace shanhai::measurement
