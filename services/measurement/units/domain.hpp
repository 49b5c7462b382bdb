// The tree of units by day: who stands below whom. Pure.
//
// A version of an organisation holds from its day until a later version does; before its first one it is taken as that
// one says. A question about a period sees each unit where it stood on each day: what a unit bought before it moved
// stays with whom it stood below then.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {

struct UnitVersion {
  OrganisationId unit;
  std::int64_t version = 0;
  std::optional<OrganisationId> superior;
  std::string region, kind, status, name, uscc;  // kind and status as identity calls them
  Date valid_from{};

  bool is_active() const { return status == "active"; }
  bool is_budget_unit() const { return kind == "budget_unit"; }
};

// The days of a period on which a unit stood below another; inclusive.
struct UnitSpan {
  OrganisationId unit;
  Date from, to;
  auto operator<=>(const UnitSpan&) const = default;
};

class UnitTree {
 public:
  // `history`: what was known in the state that is asked for, so that an answer comes again.
  explicit UnitTree(const std::vector<UnitVersion>& history);

  const UnitVersion* on(OrganisationId unit, Date day) const;  // nullptr: no such organisation
  // The unit first, then everything below it on the day, in order of id.
  std::vector<OrganisationId> below(OrganisationId unit, Date day) const;
  // The same over a period, by unit and day. A unit has several spans where it stood elsewhere meanwhile, or in another
  // branch.
  std::vector<UnitSpan> below(OrganisationId unit, const Period& period) const;
  // The same of many at once, with one walk over all units; a unit that stands below several of them is below each.
  // Spans of a unit that only changed branches are one.
  std::map<OrganisationId, std::vector<UnitSpan>> below_each(const std::vector<OrganisationId>& units,
                                                             const Period& period) const;
  // The direct subordinate of `root` above `unit`, or `unit` itself; `root` for itself. nullopt: not below it.
  std::optional<OrganisationId> branch_of(OrganisationId root, OrganisationId unit, Date day) const;
  // From the unit up to the root, both included; empty: not below it.
  std::vector<OrganisationId> path(OrganisationId root, OrganisationId unit, Date day) const;
  // Whoever stands above it without a superior: itself, where it has none. A loop ends where it began.
  OrganisationId top_of(OrganisationId unit, Date day) const;
  // The nearest one above that is active.
  std::optional<OrganisationId> active_superior(OrganisationId unit, Date day) const;

 private:
  using Children = std::map<OrganisationId, std::vector<OrganisationId>>;
  Children children_on(Date day) const;
  std::vector<Date> moves_in(const Period& period) const;  // days within it on which a unit has another superior
  std::vector<OrganisationId> upwards(OrganisationId unit, Date day) const;  // itself first, each once

  std::map<OrganisationId, std::vector<UnitVersion>> history_;  // by version
};

// Net of a year by month, January first; fen.
using MonthlyNet = std::array<std::int64_t, 12>;

// Distinct persons or households fewer than `smallest` are not told.
struct Distinct {
  std::optional<std::int64_t> count;
  bool suppressed = false;
};
Distinct suppress(std::int64_t count, std::int64_t smallest);

// Parts in a million, towards zero; may exceed it. `whole` > 0.
std::int64_t ppm_of(std::int64_t part, std::int64_t whole);

// Ranks by value, highest first: equal values share one, and the next goes on behind them (1, 1, 3).
std::vector<std::int64_t> ranks_of(const std::vector<std::int64_t>& values);

// Whose finances an agency of a region oversees: a division of Guangdong its own, a province or "*" all of it, an
// origin's none.
DivisionSet finance_regions(std::string_view region);

}  // namespace shanhai::measurement
