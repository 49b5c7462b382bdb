// Purchase volume: periods, dimensions, whose figures a caller may see. Pure.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/ids.hpp"
#include "common/base/result.hpp"
#include "services/measurement/ledger/domain.hpp"

namespace shanhai::measurement {

// Inclusive calendar days in China.
struct Period {
  Date from, to;
};

// "2026", "2026Q4", "2026-11" or "2026-11-23". invalid: query/period.
Result<Period> parse_period(std::string_view text);

// buyer_organisation: empty for consumers. unit: in which part of a unit's tree it stands; needs the unit as a filter.
enum class Dimension {
  pairing,
  buyer_division,
  buyer_prefecture,
  delivery_division,
  buyer_kind,
  buyer_organisation,
  unit,
  origin_county,
  raw_material_county,
  registration_county,
  category,
  certified,
  channel,
  supplier,
  product,
  day,
  month,
  quarter,
  year,
};
BOOST_DESCRIBE_ENUM(Dimension, pairing, buyer_division, buyer_prefecture, delivery_division, buyer_kind,
                    buyer_organisation, unit, origin_county, raw_material_county, registration_county, category,
                    certified, channel, supplier, product, day, month, quarter, year)

constexpr bool is_time(Dimension dimension) { return dimension >= Dimension::day; }

// Whole months are compared with the whole months a year before, other days with the same days; 29 February with the
// 28th.
Period year_before(const Period& period);
// Under which day of `period` a day of the year before is compared: 29 February under the 28th, and what lies outside
// under the nearest.
Date year_after(Date day, const Period& period);

// "pairing,month" in the order asked for. invalid: query/group_by, unknown or twice.
Result<std::vector<Dimension>> parse_group_by(std::string_view text);

// What a day is called in a dimension of time: "2026-11-23", "2026-11", "2026Q4", "2026".
std::string name_of_day(Date day, Dimension dimension);

// A set of divisions in a WHERE clause: everything, or a list (never empty: an impossible code stands for nothing).
struct DivisionSet {
  bool everything = true;
  std::vector<std::string> codes;
  static DivisionSet all() { return {}; }
  static DivisionSet within(std::string_view region);  // the region and all divisions in it
  DivisionSet intersect(const DivisionSet& other) const;
};

// What an agency of a region may see: a Guangdong region its own buyers, a region of Ganzi or Liangshan its own goods
// (by production county); a province or "*" both sides (both provinces supervise jointly, domain rules). forbidden: no
// known region.
struct Visibility {
  DivisionSet buyers, origins;
};
Result<Visibility> visibility_of(std::string_view region);

}  // namespace shanhai::measurement
