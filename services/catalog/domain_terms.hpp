// The catalog's vocabulary, as its rules and other services use it. Described for JSON and SQL in api.hpp.
#pragma once

namespace shanhai::catalog {

enum class Category { agricultural, herbal_medicine, handicraft };

// How the state classes a herb. not_applicable: crafts.
enum class HerbClass { common_food, food_medicine, drug_material, toxic_prohibited, not_applicable };

enum class SupplierStatus { applied, recommended, approved, refused, suspended };

}  // namespace shanhai::catalog
