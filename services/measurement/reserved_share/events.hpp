// What the reserved share tells of itself. What people write may name a person, and events are never erased: their
// words stay with the steps, an event's reason is a code.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/reserved_share/rows.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kDeclarationChanged = "measurement.reserved_share_changed";
inline constexpr std::string_view kRatioSet = "measurement.reserved_share_ratio_set";
inline constexpr std::string_view kDeadlineSet = "measurement.reserved_share_deadline_set";
inline constexpr std::string_view kAttributionChanged = "measurement.attribution_changed";

// Aggregate "reserved_share".
struct DeclarationFacts {
  DeclarationId declaration;
  int year = 0;
  OrganisationId unit;
  std::vector<OrganisationId> units;
  CanteenCase canteen = CanteenCase::own;
  DeclarationState state = DeclarationState::submitted;
  Money canteen_total;
  std::int64_t ratio_ppm = 0;
  Money reserved;
  std::optional<OrganisationId> contractor, successor;
};
BOOST_DESCRIBE_STRUCT(DeclarationFacts, (),
                      (declaration, year, unit, units, canteen, state, canteen_total, ratio_ppm, reserved, contractor,
                       successor))

// Aggregate "attribution". No account: who it is does not leave measurement.
struct AttributionFacts {
  AttributionId attribution;
  OrganisationId unit;
  AttributionState state = AttributionState::requested;
  Date valid_from{};
  std::optional<Date> valid_to;
};
BOOST_DESCRIBE_STRUCT(AttributionFacts, (), (attribution, unit, state, valid_from, valid_to))

DeclarationFacts facts_of(const DeclarationRow& row);
void tell(db::Tx& tx, Context& context, const Command& command, const DeclarationRow& row, DeclarationAction action);

}  // namespace shanhai::measurement
