#include "services/identity/organisations/domain.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "common/base/uscc.hpp"

namespace shanhai::identity {
namespace {

using Kind = OrganisationKind;
using Status = OrganisationStatus;

constexpr OrganisationMove kMoves[] = {
    {Status::pending, OrganisationAction::approve, Status::active},
    {Status::pending, OrganisationAction::refuse, Status::refused},
    {Status::active, OrganisationAction::suspend, Status::suspended},
    {Status::suspended, OrganisationAction::approve, Status::active},
    {Status::suspended, OrganisationAction::refuse, Status::refused},  // gives its credit code free, e.g. an impostor's
};

// First two characters of the code (GB 32100: registering authority, kind of body). Empty: any, or none.
std::string_view uscc_prefixes(Kind kind) {
  switch (kind) {
    case Kind::cooperative:
      return "93";
    case Kind::supplier_enterprise:
      return "91";
    case Kind::individual_business:
      return "92";
    case Kind::collective:
      return "N1 N2 N3";
    default:
      return "";
  }
}

bool needs_uscc(Kind kind) { return is_supplier(kind) || kind == Kind::enterprise; }

void check_uscc(const OrganisationApplication& application, std::vector<FieldError>& wrong) {
  if (application.uscc.empty()) {
    if (needs_uscc(application.kind)) wrong.push_back({"/uscc", "required", ""});
    return;
  }
  if (!is_valid_uscc(application.uscc)) {
    wrong.push_back({"/uscc", "invalid_uscc", "18 characters with two check digits (GB 32100)"});
    return;
  }
  const auto prefixes = uscc_prefixes(application.kind);
  if (!prefixes.empty() && prefixes.find(application.uscc.substr(0, 2)) == prefixes.npos) {
    wrong.push_back({"/uscc", "uscc_of_another_kind", "codes of this kind begin with " + std::string(prefixes)});
  }
}

// Which regions a kind may answer for; empty text: fine.
std::string_view wrong_region(Kind kind, std::string_view region) {
  const Division* division = find_division(region);
  switch (kind) {
    case Kind::cooperative:
    case Kind::supplier_enterprise:
    case Kind::individual_business:
    case Kind::collective:
    case Kind::county_department:
      return division && division->supported_origin ? "" : "one of the supported counties";
    case Kind::budget_unit:
    case Kind::trade_union:
    case Kind::enterprise:
      return division && is_within(region, kGuangdong) ? "" : "a division of Guangdong";
    case Kind::agency:
      return division || region == "*" ? "" : "a known division, or * for everything";
    case Kind::platform:
      return "";
  }
  return "a known division";
}

}  // namespace

std::span<const OrganisationMove> organisation_moves() { return kMoves; }

Result<OrganisationStatus> move_organisation(OrganisationStatus from, OrganisationAction action) {
  const auto found = std::find_if(std::begin(kMoves), std::end(kMoves), [&](const OrganisationMove& move) {
    return move.from == from && move.action == action;
  });
  if (found == std::end(kMoves)) return Error::conflict("organisation_state");
  return found->to;
}

bool is_supplier(OrganisationKind kind) {
  return kind == Kind::cooperative || kind == Kind::supplier_enterprise || kind == Kind::individual_business ||
         kind == Kind::collective;
}

bool needs_approval(OrganisationKind kind) { return !is_supplier(kind); }

OrganisationStatus first_status(OrganisationKind kind) {
  return needs_approval(kind) ? OrganisationStatus::pending : OrganisationStatus::active;
}

bool holds_uscc(OrganisationStatus status) { return status == Status::active || status == Status::suspended; }

Result<void> check_application(const OrganisationApplication& application) {
  std::vector<FieldError> wrong;
  // The platform's own organisation is made by `shanhai seed`; nobody applies for it.
  if (application.kind == Kind::platform) wrong.push_back({"/kind", "not_allowed", ""});
  check_uscc(application, wrong);
  const auto expected = wrong_region(application.kind, application.region);
  if (!expected.empty()) wrong.push_back({"/region", "invalid_region", "expected " + std::string(expected)});
  if (application.has_superior && application.kind != Kind::budget_unit) {
    wrong.push_back({"/superior", "not_allowed", "only a budget unit has a superior"});
  }
  if (!application.has_proof && needs_approval(application.kind)) wrong.push_back({"/proof", "required", ""});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

}  // namespace shanhai::identity
