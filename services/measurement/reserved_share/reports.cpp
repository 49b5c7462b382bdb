#include "services/measurement/reserved_share/reports.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "services/measurement/audited_reading.hpp"
#include "services/measurement/reserved_share/store.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr int kMonths = 12;
constexpr std::int64_t kUnitsInOneRead = 1000;

// Declarations of a year, whom they are for, and what was bought towards them.
struct Standing {
  std::vector<DeclarationRow> declarations;
  std::map<OrganisationId, const DeclarationRow*> of_unit;
  std::map<DeclarationId, Money> bought;
};

Result<void> index(db::Tx& tx, const SharePolicy& policy, int year, int last, const State& state, Standing& standing) {
  for (const auto& row : standing.declarations) {
    for (const auto unit : row.units) standing.of_unit[unit] = &row;
  }
  SH_TRY(standing.bought, bought_for(tx, policy, standing.declarations, year, last, state));
  return {};
}

void count_unit(ShareCounts& counts, const Standing& standing, OrganisationId unit) {
  ++counts.units;
  const auto found = standing.of_unit.find(unit);
  if (found == standing.of_unit.end()) {
    ++counts.missing;
    return;
  }
  ++counts.declared;
  const bool confirmed = found->second->state == DeclarationState::confirmed;
  if (confirmed) ++counts.confirmed;
  if (confirmed && is_exempt(found->second->canteen)) ++counts.exempt;
}

void add_amounts(ShareCounts& counts, const Standing& standing, const DeclarationRow& row) {
  if (row.state != DeclarationState::confirmed) return;
  counts.canteen_total += row.canteen_total;
  counts.reserved += row.reserved;
  counts.bought += standing.bought.at(row.id);
}

void complete(ShareCounts& counts) { counts.completion_ppm = completion_of(counts.bought, counts.reserved); }

// By completion; behind them those that reserve nothing.
void rank(std::vector<OverviewRow>& rows) {
  std::vector<std::int64_t> completions;
  for (auto& row : rows) {
    complete(row);
    completions.push_back(row.completion_ppm.value_or(std::numeric_limits<std::int64_t>::min()));
  }
  const auto ranks = ranks_of(completions);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].completion_ppm) rows[i].rank = ranks[i];
  }
  std::stable_sort(rows.begin(), rows.end(), [](const OverviewRow& a, const OverviewRow& b) {
    return a.rank.value_or(std::numeric_limits<std::int64_t>::max()) <
           b.rank.value_or(std::numeric_limits<std::int64_t>::max());
  });
}

Result<Rollup> read_rollup(db::Tx& tx, const SharePolicy& policy, const auth::Principal& caller,
                           const RollupQuery& query) {
  if (!query.unit && caller.role != auth::Role::buyer_unit)
    return Error::invalid_field("query/unit", "required", "the unit whose subordinates are added up");
  const auto root = query.unit ? *query.unit : *caller.organisation;
  SH_TRY(const auto scope, unit_scope(tx, caller));
  SH_TRY(const auto state, state_of(tx, query.as_of));
  const int year = static_cast<int>(query.year.value());
  const auto day = std::min(state.day, year_of(year).to);
  const auto tree = load_subtree(tx, root, state.day);
  const auto* top = tree.on(root, day);
  if (!top || !scope.sees(root, top->region)) return Error::not_found("unit");
  Standing standing;
  const auto members = tree.below(root, day);
  standing.declarations = store::list_for_units(tx, year, members);
  SH_CHECK(index(tx, policy, year, kMonths, state, standing));
  Rollup out;
  out.year = year;
  out.as_of = state.as_of.str();
  out.measure = policy.measure;
  std::map<OrganisationId, RollupRow> branches;
  for (const auto member : members) {
    const auto* unit = tree.on(member, day);
    const auto branch = tree.branch_of(root, member, day).value_or(root);
    auto& row = branches[branch];
    if (unit->is_budget_unit() && unit->is_active()) {
      count_unit(row, standing, member);
      count_unit(out.total, standing, member);
    }
    const auto filed = standing.of_unit.find(member);  // where its filing unit stands, and nowhere else
    if (filed == standing.of_unit.end() || filed->second->unit != member) continue;
    add_amounts(row, standing, *filed->second);
    add_amounts(out.total, standing, *filed->second);
  }
  complete(out.total);
  for (auto& [branch, row] : branches) {
    row.unit_id = branch;
    row.name = tree.on(branch, day)->name;
    complete(row);
    out.rows.push_back(std::move(row));
  }
  std::stable_partition(out.rows.begin(), out.rows.end(), [root](const RollupRow& row) { return row.unit_id == root; });
  return out;
}

std::vector<UnitVersion> list_all_budget_units(db::Tx& tx, const DivisionSet& regions, Date day) {
  std::vector<UnitVersion> out;
  for (OrganisationId after;;) {
    const auto some = store::list_budget_units(tx, regions, day, after, kUnitsInOneRead);
    out.insert(out.end(), some.begin(), some.end());
    if (some.size() < static_cast<std::size_t>(kUnitsInOneRead)) return out;
    after = some.back().unit;
  }
}

// A prefecture, or the province's own units.
std::string region_key(const std::string& region) {
  const auto prefecture = prefecture_of(region);
  return prefecture.empty() ? region : std::string(prefecture);
}

struct Overviewing {
  std::map<std::string, OverviewRow> regions, systems;
  ShareCounts total;

  template <class F>
  void each(const std::string& region, const std::string& system, F f) {
    f(regions[region]);
    f(systems[system]);
    f(total);
  }
};

std::vector<OverviewRow> rows_of(std::map<std::string, OverviewRow>& by_key) {
  std::vector<OverviewRow> out;
  for (auto& [key, row] : by_key) {
    row.key = key;
    if (const auto* division = find_division(key)) row.name = division->name;
    out.push_back(std::move(row));
  }
  return out;
}

Result<Overview> read_overview(db::Tx& tx, const SharePolicy& policy, const auth::Principal& caller,
                               const OverviewQuery& query) {
  SH_TRY(const auto scope, unit_scope(tx, caller));
  SH_TRY(const auto state, state_of(tx, query.as_of));
  const int year = static_cast<int>(query.year.value());
  const int last = query.half.value() == 1 ? kMonths / 2 : kMonths;
  const Date end(std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(last)) / std::chrono::last);
  const auto day = std::min(state.day, end);
  Standing standing;
  standing.declarations = store::list_standing(tx, year, scope.regions);
  SH_CHECK(index(tx, policy, year, last, state, standing));
  const auto units = list_all_budget_units(tx, scope.regions, day);
  std::vector<OrganisationId> ids;
  for (const auto& unit : units) ids.push_back(unit.unit);
  for (const auto& row : standing.declarations) ids.push_back(row.unit);
  const auto tree = load_superiors(tx, ids, state.day);
  Overviewing found;
  for (const auto& unit : units) {
    found.each(region_key(unit.region), tree.top_of(unit.unit, day).str(),
               [&](ShareCounts& counts) { count_unit(counts, standing, unit.unit); });
  }
  for (const auto& row : standing.declarations) {
    found.each(region_key(row.region), tree.top_of(row.unit, day).str(),
               [&](ShareCounts& counts) { add_amounts(counts, standing, row); });
  }
  Overview out;
  out.year = year;
  out.half = query.half.value();
  out.as_of = state.as_of.str();
  out.measure = policy.measure;
  out.total = found.total;
  complete(out.total);
  out.regions = rows_of(found.regions);
  out.systems = rows_of(found.systems);
  for (auto& row : out.systems) {
    if (const auto* top = tree.on(OrganisationId::parse(row.key).value(), day)) row.name = top->name;
  }
  rank(out.regions);
  rank(out.systems);
  return out;
}

}  // namespace

Task<Result<Rollup>> ShareReports::rollup(auth::Principal caller, RollupQuery query) {
  auto read = [this, caller, query](db::Tx& tx) { return read_rollup(tx, policy_, caller, query); };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.share_rollup.read",
                              std::move(details), std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

Task<Result<Overview>> ShareReports::overview(auth::Principal caller, OverviewQuery query) {
  auto read = [this, caller, query](db::Tx& tx) { return read_overview(tx, policy_, caller, query); };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.share_overview.read",
                              std::move(details), std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

}  // namespace shanhai::measurement
