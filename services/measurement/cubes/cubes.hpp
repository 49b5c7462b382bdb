// The cubes: which sums of entries are kept. One table drives how entries are added to them and which of them answers a
// question.
#pragma once

#include <vector>

#include "common/db/query.hpp"
#include "services/measurement/ledger/entry.hpp"

namespace shanhai::measurement {

// What entries and cubes have in common, under these names in SQL.
enum class Column {
  buyer_division,
  delivery_division,
  buyer_kind,
  buyer_organisation,
  production_county,
  raw_material_county,
  registration_county,
  supplier,
  product,
  category,
  certified,
  channel,
};
BOOST_DESCRIBE_ENUM(Column, buyer_division, delivery_division, buyer_kind, buyer_organisation, production_county,
                    raw_material_county, registration_county, supplier, product, category, certified, channel)

struct Cube {
  std::string_view table;
  std::vector<Column> columns;  // in the order of its key, after measure, tier and period
  std::vector<Tier> tiers;      // finest first
  bool organisations_only;      // of buyers that are no consumers
  const db::Query& add;         // adds rows to it

  bool has(Column column) const;
  bool has(Tier tier) const;
};

// The narrowest first.
const std::vector<Cube>& cubes();

// Whether rows of the tier tell the month of attribution and when they were booked. Coarser ones do not: that is what
// makes them few.
constexpr bool is_dated(Tier tier) { return tier == Tier::day || tier == Tier::month; }
// In place of the dates that a coarser tier does not tell.
inline constexpr Date kUndated{std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1)};

}  // namespace shanhai::measurement
