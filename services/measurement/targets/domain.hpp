// Targets: how much a region, a pairing or a unit is to buy in a year. Pure.
#pragma once

#include "services/measurement/units/domain.hpp"

namespace shanhai::measurement {

enum class TargetLevel {
  region,   // buyers of a division of Guangdong, or goods of an origin
  pairing,  // both sides: "440600-513431"
  unit,     // a unit with everything below it
};

// What a target is about.
struct TargetSubject {
  TargetLevel level = TargetLevel::region;
  std::string text;                         // "440600", "440600-513431", "org_..."
  std::string buyer_region, origin_region;  // empty: not about that side
  std::optional<OrganisationId> unit;       // its buyer_region is its finance region, which others know
  const std::string& region() const { return buyer_region.empty() ? origin_region : buyer_region; }
};

// invalid: /subject.
Result<TargetSubject> parse_subject(TargetLevel level, std::string_view text);

// Whether an agency of a region may set it: its own region, or one that lies in it; of a pairing the buyer's side.
bool has_authority(std::string_view agency_region, const TargetSubject& subject);

struct MonthOfCompletion {
  int month = 1;
  std::int64_t net = 0, cumulated = 0, completion_ppm = 0;
};

// Up to and including month `last`.
std::vector<MonthOfCompletion> cumulate(const MonthlyNet& net, std::int64_t target, int last);

}  // namespace shanhai::measurement
