// Identity's vocabulary, as its rules and other services use it. Described for JSON and SQL in api.hpp.
#pragma once

namespace shanhai::identity {

enum class OrganisationKind {
  // suppliers
  cooperative,
  supplier_enterprise,
  individual_business,
  collective,
  // buyers
  budget_unit,
  trade_union,
  enterprise,
  // government: review, measurement
  county_department,
  agency,
  // the operator itself
  platform,
};

// A supplier may act at once (the catalog admits it separately); every other kind waits for the operator's approval.
enum class OrganisationStatus { pending, active, refused, suspended };

}  // namespace shanhai::identity
