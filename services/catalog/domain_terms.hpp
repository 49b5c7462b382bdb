// The catalog's vocabulary, as its rules and other services use it. Described for JSON and SQL in api.hpp.
#pragma once

#include <optional>
#include <vector>

#include "common/base/money.hpp"
#include "common/base/text.hpp"

namespace shanhai::catalog {

enum class Category { agricultural, herbal_medicine, handicraft };

// How the state classes a herb. not_applicable: crafts.
enum class HerbClass { common_food, food_medicine, drug_material, toxic_prohibited, not_applicable };

// Of returns without reason, beside perishable goods, which are exempt by themselves. if_not_confirmed: the goods may
// be returned unless the buyer confirmed at purchase that they are not.
enum class ReturnTerms { seven_days, custom_made, if_not_confirmed };

enum class SupplierStatus { applied, recommended, approved, refused, suspended };

// Who buys `from` sale units or more pays `price` for each. Below the first step a SKU's own price holds.
struct PriceStep {
  Bounded<2, 100000> from;
  Money price;
};

// A part of every year, "09-15" to "11-30", both days inclusive; into the next year where `to` lies before `from`.
struct YearWindow {
  Text<5, 5> from, to;
};

// When goods of nature are there. Told to buyers, not enforced: what can be ordered is decided by stock, and before the
// harvest by the supplier's presales (orders).
struct Season {
  std::optional<std::vector<YearWindow>> harvested, sold;  // sold left out: as harvested
  std::optional<bool> presold;                             // may be ordered before the harvest
};

// Where in Guangdong a product is delivered to, beside the supplier's terms of carriage: the first 2, 4 or 6 digits of
// GB/T 2260 divisions. The most specific one decides.
struct DeliveryRegions {
  std::optional<std::vector<Text<2, 6>>> delivered;  // left out: everywhere
  std::optional<std::vector<Text<2, 6>>> excluded;
};

}  // namespace shanhai::catalog
