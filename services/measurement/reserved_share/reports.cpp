#include "services/measurement/reserved_share/reports.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "services/measurement/audited_reading.hpp"
#include "services/measurement/reserved_share/store.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr int kMonths = 12;

// Declarations of a year in the state that was asked for, and what was bought towards them.
struct Standing {
  std::vector<DeclarationRow> declarations;
  std::map<OrganisationId, const DeclarationRow*> of_unit;  // whom they are for
  std::map<DeclarationId, Money> bought;
};

// What is for any of the units, wherever it was filed.
Result<Standing> load_standing(db::Tx& tx, const SharePolicy& policy, int year, int last, const State& state,
                               const std::vector<OrganisationId>& units) {
  Standing out;
  out.declarations = store::list_for_units(tx, year, units, state.as_of.entered);
  for (const auto& row : out.declarations) {
    for (const auto unit : row.units) out.of_unit[unit] = &row;
  }
  SH_TRY(out.bought, bought_for(tx, policy, out.declarations, year, last, state));
  return out;
}

// One unit, where it stands: itself if it is there, and what it filed.
void add_unit(ShareCounts& counts, const Standing& standing, const UnitVersion& unit) {
  const auto found = standing.of_unit.find(unit.unit);
  const auto* declaration = found == standing.of_unit.end() ? nullptr : found->second;
  const bool confirmed = declaration && declaration->state == DeclarationState::confirmed;
  const bool exempt = confirmed && is_exempt(declaration->canteen);
  if (unit.is_budget_unit() && unit.is_active()) {
    ++counts.units;
    ++(declaration ? counts.declared : counts.missing);
    if (confirmed) ++counts.confirmed;
    if (exempt) ++counts.exempt;
  }
  if (!confirmed || exempt || declaration->unit != unit.unit) return;
  counts.canteen_total += declaration->canteen_total;
  counts.reserved += declaration->reserved;
  counts.bought += standing.bought.at(declaration->id);
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

// A unit and what stands below it on a day, as far as the caller sees it.
struct Branches {
  const UnitTree& tree;
  const UnitScope& scope;
  OrganisationId root;
  Date day;

  bool sees(OrganisationId unit) const {
    return scope.regions.everything || scope.sees(unit, tree.on(unit, day)->region);
  }
  std::vector<OrganisationId> members() const {
    auto out = tree.below(root, day);
    std::erase_if(out, [this](OrganisationId unit) { return !sees(unit); });
    return out;
  }
  // The first below the root, on the way to the unit, that the caller sees.
  OrganisationId of(OrganisationId unit) const {
    auto branch = unit;
    for (const auto at : tree.path(root, unit, day)) {
      if (at != root && sees(at)) branch = at;
    }
    return branch;
  }
};

Result<Rollup> read_rollup(db::Tx& tx, const SharePolicy& policy, const auth::Principal& caller,
                           const RollupQuery& query) {
  if (!query.unit && caller.role != auth::Role::buyer_unit)
    return Error::invalid_field("query/unit", "required", "the unit whose subordinates are added up");
  const auto root = query.unit ? *query.unit : *caller.organisation;
  SH_TRY(const auto scope, unit_scope(tx, caller));
  SH_TRY(const auto state, state_of(tx, query.as_of));
  Rollup out;
  out.year = static_cast<int>(query.year.value());
  out.as_of = state.as_of.str();
  out.measure = policy.measure;
  const auto day = std::min(state.day, year_of(out.year).to);
  const auto tree = load_subtree(tx, root, state.as_of.units.sequence);
  const auto* top = tree.on(root, day);
  if (!top || !scope.sees(root, top->region)) return Error::not_found("unit");
  const Branches branches{tree, scope, root, day};
  const auto members = branches.members();
  SH_TRY(const auto standing, load_standing(tx, policy, out.year, kMonths, state, members));
  std::map<OrganisationId, RollupRow> rows;
  for (const auto member : members) {
    add_unit(rows[branches.of(member)], standing, *tree.on(member, day));
    add_unit(out.total, standing, *tree.on(member, day));
  }
  complete(out.total);
  for (auto& [branch, row] : rows) {
    row.unit_id = branch;
    row.name = tree.on(branch, day)->name;
    complete(row);
    out.rows.push_back(std::move(row));
  }
  std::stable_partition(out.rows.begin(), out.rows.end(), [root](const RollupRow& row) { return row.unit_id == root; });
  return out;
}

// A prefecture, or the province's own units.
std::string region_key(const std::string& region) {
  const auto prefecture = prefecture_of(region);
  return prefecture.empty() ? region : std::string(prefecture);
}

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
  Overview out;
  out.year = static_cast<int>(query.year.value());
  out.half = query.half.value();
  out.as_of = state.as_of.str();
  out.measure = policy.measure;
  const int last = out.half == 1 ? kMonths / 2 : kMonths;
  const Date end(std::chrono::year(out.year) / std::chrono::month(static_cast<unsigned>(last)) / std::chrono::last);
  const auto day = std::min(state.day, end);
  const auto known = state.as_of.units.sequence;
  auto units = store::list_budget_units(tx, scope.regions, known);
  const auto tree = load_superiors(tx, units, known);
  std::erase_if(units, [&](OrganisationId unit) {  // those that stand in another region, or are something else
    const auto* version = tree.on(unit, day);
    return !version->is_budget_unit() || !scope.sees(unit, version->region);
  });
  SH_TRY(const auto standing, load_standing(tx, policy, out.year, last, state, units));
  std::map<std::string, OverviewRow> regions, systems;
  for (const auto id : units) {
    const auto& unit = *tree.on(id, day);
    add_unit(regions[region_key(unit.region)], standing, unit);
    add_unit(systems[tree.top_of(id, day).str()], standing, unit);
    add_unit(out.total, standing, unit);
  }
  complete(out.total);
  out.regions = rows_of(regions);
  out.systems = rows_of(systems);
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
