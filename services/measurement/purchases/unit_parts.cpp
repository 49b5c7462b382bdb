#include "services/measurement/purchases/unit_parts.hpp"

#include <algorithm>

#include "services/measurement/units/tree.hpp"

namespace shanhai::measurement {
namespace {

void add(SumRow& to, const SumRow& more) {
  to.gross += more.gross;
  to.refunded += more.refunded;
  to.lines += more.lines;
  to.refunds += more.refunds;
  to.quantity += more.quantity;
}

}  // namespace

Result<std::vector<SumRow>> sum_below(db::Tx& tx, const Policy& policy, const Question& question, OrganisationId unit) {
  const auto tree = load_subtree(tx, unit, question.as_of ? question.as_of->units.sequence : kNewestUnits);
  std::map<std::pair<Date, Date>, std::vector<OrganisationId>> by_days;  // most stand there all the time
  for (const auto& span : tree.below(unit, question.period)) by_days[{span.from, span.to}].push_back(span.unit);
  std::map<std::vector<std::string>, SumRow> groups;
  for (const auto& [days, units] : by_days) {
    auto part = question;
    part.period = {days.first, days.second};
    part.filter.units = units;
    SH_TRY(const auto rows, sum(tx, policy, part));
    for (const auto& row : rows) {
      auto keys = row.keys;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        if (question.by[i] != Dimension::unit) continue;
        SH_TRY(const auto own, OrganisationId::parse(keys[i]));
        keys[i] = tree.branch_of(unit, own, days.second).value_or(unit).str();
      }
      add(groups[std::move(keys)], row);
    }
  }
  std::vector<SumRow> out;
  for (auto& [keys, row] : groups) {
    row.keys = keys;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace shanhai::measurement
