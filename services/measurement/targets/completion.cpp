#include "services/measurement/targets/completion.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::size_t kUnitsMax = 20'000;  // below all targets of one answer

std::string division_name(std::string_view code) {
  const auto* division = find_division(code);
  return division ? std::string(division->name) : std::string(code);
}

void add(MonthlyNet& to, const MonthlyNet& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

MonthlyNet within(const std::map<std::string, MonthlyNet>& by_division, std::string_view region) {
  MonthlyNet out{};
  for (const auto& [division, net] : by_division) {
    if (is_within(division, region)) add(out, net);
  }
  return out;
}

using Nets = std::vector<MonthlyNet>;  // one for each target

Result<Nets> nets_of_regions(db::Tx& tx, const Policy& policy, const std::vector<TargetRow>& targets,
                             const VolumeQuestion& question) {
  SH_TRY(const auto by_buyer, net_by_buyer_division(tx, policy, question));
  SH_TRY(const auto by_origin, net_by_origin_county(tx, policy, question));
  Nets out;
  for (const auto& target : targets)
    out.push_back(within(target.buyer_region.empty() ? by_origin : by_buyer, target.subject));
  return out;
}

Result<Nets> nets_of_pairings(db::Tx& tx, const Policy& policy, const std::vector<TargetRow>& targets,
                              const VolumeQuestion& question) {
  SH_TRY(const auto by_pairing, net_by_pairing(tx, policy, question));
  Nets out;
  for (const auto& target : targets) {
    const auto found = by_pairing.find(target.subject);
    out.push_back(found == by_pairing.end() ? MonthlyNet{} : found->second);
  }
  return out;
}

Result<Nets> nets_of_units(db::Tx& tx, const Policy& policy, const std::vector<TargetRow>& targets,
                           const VolumeQuestion& question) {
  std::vector<OrganisationId> roots;
  for (const auto& target : targets) roots.push_back(OrganisationId::parse(target.subject).value());
  SH_TRY(const auto tree, load_subtrees(tx, roots, question.state.as_of.units.sequence, kUnitsMax));
  SH_TRY(const auto nets, net_of_each(tx, policy, question, tree.below_each(roots, year_of(question.year))));
  Nets out;
  for (const auto root : roots) out.push_back(nets.at(root));
  return out;
}

Result<Nets> nets_of(db::Tx& tx, const Policy& policy, const std::vector<TargetRow>& targets, TargetLevel level,
                     const VolumeQuestion& question) {
  switch (level) {
    case TargetLevel::region:
      return nets_of_regions(tx, policy, targets, question);
    case TargetLevel::pairing:
      return nets_of_pairings(tx, policy, targets, question);
    case TargetLevel::unit:
      break;
  }
  return nets_of_units(tx, policy, targets, question);
}

// Months of the year that have begun on the day.
int begun_months(int year, Date day) {
  const int of_day = static_cast<int>(day.year());
  if (of_day != year) return of_day > year ? 12 : 0;
  return static_cast<int>(static_cast<unsigned>(day.month()));
}

}  // namespace

std::map<std::string, std::string> name_subjects(db::Tx& tx, const std::vector<TargetRow>& targets) {
  std::map<std::string, std::string> out;
  std::vector<OrganisationId> units;
  for (const auto& target : targets) {
    if (target.level == TargetLevel::unit) {
      units.push_back(OrganisationId::parse(target.subject).value());
    } else if (target.level == TargetLevel::pairing) {
      out[target.subject] = division_name(target.buyer_region) + "—" + division_name(target.origin_region);
    } else {
      out[target.subject] = division_name(target.subject);
    }
  }
  for (auto& [unit, name] : store::list_organisation_names(tx, units)) out[unit.str()] = std::move(name);
  return out;
}

Result<std::vector<CompletionRow>> complete_targets(db::Tx& tx, const Policy& policy,
                                                    const std::vector<TargetRow>& targets, TargetLevel level,
                                                    const VolumeQuestion& question) {
  SH_TRY(const auto nets, nets_of(tx, policy, targets, level, question));
  const auto names = name_subjects(tx, targets);
  const int months = begun_months(question.year, question.state.day);
  std::vector<CompletionRow> out;
  std::vector<std::int64_t> completions;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    CompletionRow row;
    row.subject = targets[i].subject;
    if (const auto name = names.find(row.subject); name != names.end()) row.subject_name = name->second;
    row.target = targets[i].amount;
    row.target_version = targets[i].version;
    row.net = Money(total_of(nets[i]));
    row.completion_ppm = ppm_of(row.net.fen(), row.target.fen());
    for (const auto& month : cumulate(nets[i], row.target.fen(), months))
      row.months.push_back({month.month, Money(month.net), Money(month.cumulated), month.completion_ppm});
    completions.push_back(row.completion_ppm);
    out.push_back(std::move(row));
  }
  const auto ranks = ranks_of(completions);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].rank = ranks[i];
  std::stable_sort(out.begin(), out.end(),
                   [](const CompletionRow& a, const CompletionRow& b) { return a.rank < b.rank; });
  return out;
}

}  // namespace shanhai::measurement
