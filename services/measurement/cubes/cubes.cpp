#include "services/measurement/cubes/cubes.hpp"

#include <algorithm>

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {

bool Cube::has(Column column) const { return std::find(columns.begin(), columns.end(), column) != columns.end(); }

bool Cube::has(Tier tier) const { return std::find(tiers.begin(), tiers.end(), tier) != tiers.end(); }

const std::vector<Cube>& cubes() {
  using C = Column;
  namespace q = sql::measurement;
  static const std::vector<Cube> table = {
      {"volume_by_region",
       {C::buyer_division, C::production_county, C::buyer_kind, C::category, C::certified, C::channel},
       {Tier::day, Tier::month, Tier::quarter, Tier::year},
       false,
       q::add_to_volume_by_region},
      {"volume_by_unit",
       {C::buyer_organisation, C::buyer_division, C::production_county, C::buyer_kind, C::category, C::certified,
        C::channel},
       {Tier::month, Tier::year},
       true,
       q::add_to_volume_by_unit},
      {"volume_by_delivery",
       {C::buyer_division, C::delivery_division, C::production_county, C::buyer_kind, C::category, C::certified,
        C::channel},
       {Tier::month},
       false,
       q::add_to_volume_by_delivery},
      {"volume_by_supply",
       {C::production_county, C::supplier, C::product, C::buyer_division, C::raw_material_county,
        C::registration_county, C::buyer_kind, C::category, C::certified, C::channel},
       {Tier::month},
       false,
       q::add_to_volume_by_supply},
  };
  return table;
}

}  // namespace shanhai::measurement
