// The catalog's vocabulary, as its rules and other services use it. Described for JSON and SQL in api.hpp.
#pragma once

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

}  // namespace shanhai::catalog
