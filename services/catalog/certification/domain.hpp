// Certification of a product for assistance: application, county review, publicity with objections, validity,
// revocation.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace shanhai::catalog {

enum class CertificationStatus { applied, publicity, valid, refused, revoked };

// How the households benefit.
enum class BenefitMethod { wage, asset_share, purchase_of_produce };

enum class ObjectionState { open, dismissed, upheld };

// What happens to a certification. publicity_over: the period ended and no objection is open.
enum class CertificationVerb { pass_review, refuse_review, publicity_over, uphold_objection, revoke };

struct CertificationMove {
  CertificationVerb verb;
  CertificationStatus from;
  CertificationStatus to;
};
std::span<const CertificationMove> certification_moves();
// conflict: certification_state, with the status it is in.
Result<CertificationStatus> next_status(CertificationStatus from, CertificationVerb verb);
std::string_view to_name(CertificationStatus status);

// A certification that is being decided or holds stands in the way of another one of the same product, and fixes its
// origin.
bool is_live(CertificationStatus status, std::optional<Instant> valid_to, Instant now);

// Valid on whole days: from `from` to the end of the day (China) before the same day `months` later, or before that
// month's last day where it has no such day. Exclusive.
Instant end_of_validity(Instant from, std::int64_t months);

// Eligibility at an instant.
bool is_certified_at(Instant at, Instant valid_from, Instant valid_to, std::optional<Instant> revoked_at);

}  // namespace shanhai::catalog
