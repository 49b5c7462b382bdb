#include "services/measurement/units/domain.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"

namespace shanhai::measurement {
namespace {

// A chain of superiors longer than this is a loop of many.
constexpr int kDepthMax = 64;

Date day_before(Date day) { return add_days(day, -1); }

}  // namespace

UnitTree::UnitTree(const std::vector<UnitVersion>& history) {
  for (const auto& version : history) history_[version.unit].push_back(version);
  for (auto& [unit, versions] : history_) {
    std::sort(versions.begin(), versions.end(),
              [](const UnitVersion& a, const UnitVersion& b) { return a.version < b.version; });
  }
}

const UnitVersion* UnitTree::on(OrganisationId unit, Date day) const {
  const auto found = history_.find(unit);
  if (found == history_.end()) return nullptr;
  const auto& versions = found->second;
  const auto holds = std::find_if(versions.rbegin(), versions.rend(),
                                  [day](const UnitVersion& version) { return version.valid_from <= day; });
  return holds == versions.rend() ? &versions.front() : &*holds;
}

UnitTree::Children UnitTree::children_on(Date day) const {
  Children out;
  for (const auto& [unit, versions] : history_) {
    const auto* version = on(unit, day);
    if (version->superior) out[*version->superior].push_back(unit);
  }
  return out;
}

std::vector<OrganisationId> UnitTree::below(OrganisationId unit, Date day) const {
  const auto children = children_on(day);
  std::set<OrganisationId> seen{unit};
  std::vector<OrganisationId> left{unit};
  while (!left.empty()) {
    const auto found = children.find(left.back());
    left.pop_back();
    if (found == children.end()) continue;
    for (const auto child : found->second) {
      if (seen.insert(child).second) left.push_back(child);
    }
  }
  seen.erase(unit);
  std::vector<OrganisationId> out{unit};
  out.insert(out.end(), seen.begin(), seen.end());
  return out;
}

std::vector<Date> UnitTree::moves_in(const Period& period) const {
  std::set<Date> out;
  for (const auto& [unit, versions] : history_) {
    for (std::size_t i = 1; i < versions.size(); ++i) {
      const bool within = versions[i].valid_from > period.from && versions[i].valid_from <= period.to;
      if (within && versions[i].superior != versions[i - 1].superior) out.insert(versions[i].valid_from);
    }
  }
  return {out.begin(), out.end()};
}

std::vector<UnitSpan> UnitTree::below(OrganisationId unit, const Period& period) const {
  auto begins = moves_in(period);
  begins.insert(begins.begin(), period.from);
  struct Stay {
    UnitSpan span;
    std::optional<OrganisationId> branch;
  };
  std::map<OrganisationId, std::vector<Stay>> stays;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const auto to = i + 1 < begins.size() ? day_before(begins[i + 1]) : period.to;
    for (const auto member : below(unit, begins[i])) {
      const auto branch = branch_of(unit, member, begins[i]);
      auto& own = stays[member];
      if (!own.empty() && own.back().span.to == day_before(begins[i]) && own.back().branch == branch) {
        own.back().span.to = to;
      } else {
        own.push_back({{member, begins[i], to}, branch});
      }
    }
  }
  std::vector<UnitSpan> out;
  for (const auto& [member, own] : stays) {
    for (const auto& stay : own) out.push_back(stay.span);
  }
  return out;
}

std::vector<OrganisationId> UnitTree::upwards(OrganisationId unit, Date day) const {
  std::vector<OrganisationId> out{unit};
  for (int depth = 0; depth < kDepthMax; ++depth) {
    const auto* version = on(out.back(), day);
    if (!version || !version->superior) break;
    if (std::find(out.begin(), out.end(), *version->superior) != out.end()) break;  // a loop
    out.push_back(*version->superior);
  }
  return out;
}

std::map<OrganisationId, std::vector<UnitSpan>> UnitTree::below_each(const std::vector<OrganisationId>& units,
                                                                     const Period& period) const {
  auto begins = moves_in(period);
  begins.insert(begins.begin(), period.from);
  std::map<OrganisationId, std::vector<UnitSpan>> out;
  for (const auto unit : units) {
    out[unit];
    if (!history_.contains(unit)) out[unit].push_back({unit, period.from, period.to});
  }
  for (const auto& [member, versions] : history_) {
    for (std::size_t i = 0; i < begins.size(); ++i) {
      const auto to = i + 1 < begins.size() ? day_before(begins[i + 1]) : period.to;
      for (const auto above : upwards(member, begins[i])) {
        const auto found = out.find(above);
        if (found == out.end()) continue;
        auto& spans = found->second;
        const bool goes_on = !spans.empty() && spans.back().unit == member && spans.back().to == day_before(begins[i]);
        if (goes_on) {
          spans.back().to = to;
        } else {
          spans.push_back({member, begins[i], to});
        }
      }
    }
  }
  return out;
}

std::vector<OrganisationId> UnitTree::path(OrganisationId root, OrganisationId unit, Date day) const {
  std::vector<OrganisationId> out{unit};
  for (int depth = 0; depth < kDepthMax; ++depth) {
    if (out.back() == root) return out;
    const auto* version = on(out.back(), day);
    if (!version || !version->superior) return {};
    out.push_back(*version->superior);
  }
  return {};
}

std::optional<OrganisationId> UnitTree::branch_of(OrganisationId root, OrganisationId unit, Date day) const {
  const auto way = path(root, unit, day);
  if (way.empty()) return std::nullopt;
  return way.size() == 1 ? root : way[way.size() - 2];
}

OrganisationId UnitTree::top_of(OrganisationId unit, Date day) const {
  auto at = unit;
  for (int depth = 0; depth < kDepthMax; ++depth) {
    const auto* version = on(at, day);
    if (!version || !version->superior || !on(*version->superior, day)) return at;
    at = *version->superior;
  }
  return unit;
}

std::optional<OrganisationId> UnitTree::active_superior(OrganisationId unit, Date day) const {
  const auto* version = on(unit, day);
  for (int depth = 0; depth < kDepthMax && version && version->superior && *version->superior != unit; ++depth) {
    version = on(*version->superior, day);
    if (version && version->is_active()) return version->unit;
  }
  return std::nullopt;
}

Distinct suppress(std::int64_t count, std::int64_t smallest) {
  if (count > 0 && count < smallest) return {std::nullopt, true};
  return {count, false};
}

std::int64_t ppm_of(std::int64_t part, std::int64_t whole) {
  return static_cast<std::int64_t>(static_cast<__int128>(part) * 1'000'000 / whole);
}

std::vector<std::int64_t> ranks_of(const std::vector<std::int64_t>& values) {
  auto sorted = values;
  std::sort(sorted.rbegin(), sorted.rend());
  std::vector<std::int64_t> out;
  for (const auto value : values)
    out.push_back(std::lower_bound(sorted.begin(), sorted.end(), value, std::greater<>()) - sorted.begin() + 1);
  return out;
}

DivisionSet finance_regions(std::string_view region) {
  if (region == "*") return DivisionSet::all();
  const auto* division = find_division(region);
  if (division && division->level == DivisionLevel::province) return DivisionSet::all();
  if (division && is_within(region, kGuangdong)) return DivisionSet::within(region);
  DivisionSet nowhere;
  nowhere.everything = false;
  nowhere.codes.emplace_back("000000");
  return nowhere;
}

}  // namespace shanhai::measurement
