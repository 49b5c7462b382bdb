#include "services/catalog/certification/domain.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace shanhai::catalog {
namespace {

constexpr std::array kMoves = {
    CertificationMove{CertificationVerb::pass_review, CertificationStatus::applied, CertificationStatus::publicity},
    CertificationMove{CertificationVerb::refuse_review, CertificationStatus::applied, CertificationStatus::refused},
    CertificationMove{CertificationVerb::publicity_over, CertificationStatus::publicity, CertificationStatus::valid},
    CertificationMove{CertificationVerb::uphold_objection, CertificationStatus::publicity,
                      CertificationStatus::refused},
    CertificationMove{CertificationVerb::revoke, CertificationStatus::valid, CertificationStatus::revoked},
};

}  // namespace

std::span<const CertificationMove> certification_moves() { return kMoves; }

std::string_view to_name(CertificationStatus status) {
  switch (status) {
    case CertificationStatus::applied:
      return "applied";
    case CertificationStatus::publicity:
      return "publicity";
    case CertificationStatus::valid:
      return "valid";
    case CertificationStatus::refused:
      return "refused";
    case CertificationStatus::revoked:
      return "revoked";
  }
  return "";
}

Result<CertificationStatus> next_status(CertificationStatus from, CertificationVerb verb) {
  const auto found = std::find_if(kMoves.begin(), kMoves.end(), [&](const CertificationMove& move) {
    return move.from == from && move.verb == verb;
  });
  if (found == kMoves.end()) {
    return Error::conflict("certification_state", "the certification is " + std::string(to_name(from)))
        .with("status", boost::json::value(to_name(from)));
  }
  return found->to;
}

bool is_live(CertificationStatus status, std::optional<Instant> valid_to, Instant now) {
  if (status == CertificationStatus::applied || status == CertificationStatus::publicity) return true;
  return status == CertificationStatus::valid && valid_to && now < *valid_to;
}

Instant end_of_validity(Instant from, std::int64_t months) {
  Date end = china_date(from) + std::chrono::months(months);
  if (!end.ok()) end = end.year() / end.month() / std::chrono::last;
  return start_of_china_day(end);
}

bool is_certified_at(Instant at, Instant valid_from, Instant valid_to, std::optional<Instant> revoked_at) {
  return valid_from <= at && at < valid_to && (!revoked_at || at < *revoked_at);
}

}  // namespace shanhai::catalog
