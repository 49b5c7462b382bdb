#include "services/measurement/audit.hpp"

#include <map>

#include "common/base/encoding.hpp"
#include "services/measurement/cubes/folding.hpp"
#include "services/measurement/purchases/as_of.hpp"
#include "services/measurement/purchases/sums.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

constexpr orders::Measure kMeasures[] = {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted,
                                         orders::Measure::completed};
constexpr std::size_t kTold = 400;  // characters of what differs

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

// Every row that the block ought to have, by what it is of, and the digest of its cells.
using Digests = std::map<std::tuple<std::string, Date, int, int>, std::string>;

Digests stored(db::Tx& tx, const BlockId& id) {
  Digests out;
  for (const auto row : tx.query(
           q::list_block_digests,
           {{"origin", id.origin}, {"cube", id.cube}, {"tier", id.tier}, {"level", id.level}, {"block", id.number}})) {
    out[{row.get<std::string>("measure"), row.get<Date>("period"), row.get<int>("part"), row.get<int>("piece")}] =
        row.get<std::string>("digest");
  }
  return out;
}

void compare_block(db::Tx& tx, const Grid& grid, const BlockId& id, runtime::AuditFinding& out) {
  Digests made;
  make_block(tx, grid, id, [&](BlockRow row) {
    made[{name_of(row.measure), row.period, row.part, row.piece}] = to_hex(sha256(row.cells));
  });
  out.compared += static_cast<std::int64_t>(made.size());
  const auto found = stored(tx, id);
  if (made == found) return;
  ++out.difference;
  if (out.detail.size() > kTold) return;
  out.detail += out.detail.empty() ? "not the sum of its entries: " : ", ";
  out.detail += name_of(id.origin) + " level " + std::to_string(id.level) + " block " + std::to_string(id.number);
}

runtime::AuditFinding compare(db::Tx& tx, const Folded& folded, CubeName cube, Tier tier) {
  runtime::AuditFinding out{"measurement.volume." + name_of(cube) + "." + name_of(tier), 0, 0, {}};
  for (const auto& [kind, levels] : folded.made) {
    const auto& [origin, of, at] = kind;
    if (of != cube || at != tier) continue;
    for (std::size_t level = 0; level < levels.size(); ++level) {
      for (std::int64_t number = 0; number < levels[level]; ++number)
        compare_block(tx, folded.grid, {origin, cube, tier, static_cast<int>(level), number}, out);
    }
  }
  return out;
}

// Of all days that anything is counted under.
Result<SumRow> sum_all(db::Tx& tx, orders::Measure measure, std::optional<orders::Channel> channel) {
  SumRow out;
  const auto rows = tx.query(q::audit_days, {{"measure", measure}});
  const auto from = rows.front().find<Date>("first_day"), to = rows.front().find<Date>("last_day");
  if (!from || !to) return out;
  Question question;
  question.measure = measure;
  question.period = {first_of(*from, Tier::year), last_of(*to, Tier::year)};
  question.filter.channel = channel;
  SH_TRY(const auto sums, sum(tx, Policy(), question));
  return sums.empty() ? out : sums.front();
}

}  // namespace

Result<std::vector<runtime::AuditFinding>> audit_cubes(db::Tx& tx) {
  std::vector<runtime::AuditFinding> out;
  const auto folded = read_folded(tx);
  out.push_back(compare(tx, folded, CubeName::entry, Tier::day));
  for (const auto& cube : cubes()) {
    for (const auto tier : cube.tiers) out.push_back(compare(tx, folded, cube.name, tier));
  }
  return out;
}

Result<std::vector<MeasureTotal>> list_totals(db::Tx& tx) {
  std::vector<MeasureTotal> out;
  for (const auto measure : kMeasures) {
    SH_TRY(const auto all, sum_all(tx, measure, std::nullopt));
    if (all.lines != 0 || all.refunds != 0) out.push_back({measure, all.gross, all.refunded, all.lines});
  }
  return out;
}

Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx) {
  std::map<std::string, std::int64_t> out;
  for (const auto measure : kMeasures) {
    const auto name = "volume." + name_of(measure);
    SH_TRY(const auto all, sum_all(tx, measure, orders::Channel::online));
    out[name + ".gross_fen"] = all.gross.fen();
    out[name + ".refunded_fen"] = all.refunded.fen();
  }
  out["events.orders"] = current_as_of(tx).orders.sequence;
  return out;
}

}  // namespace shanhai::measurement
