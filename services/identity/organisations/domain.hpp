// Who an organisation is, what it must show, and the life it leads.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "services/identity/domain_terms.hpp"

namespace shanhai::identity {

enum class OrganisationAction { approve, refuse, suspend };

struct OrganisationMove {
  OrganisationStatus from;
  OrganisationAction action;
  OrganisationStatus to;
};

std::span<const OrganisationMove> organisation_moves();
// conflict "organisation_state": the action has no place in that state.
Result<OrganisationStatus> move_organisation(OrganisationStatus from, OrganisationAction action);

bool is_supplier(OrganisationKind kind);
bool needs_approval(OrganisationKind kind);
OrganisationStatus first_status(OrganisationKind kind);
// One organisation at a time stands for a unified social credit code: the active one, or the suspended one.
bool holds_uscc(OrganisationStatus status);

struct OrganisationApplication {
  OrganisationKind kind = OrganisationKind::cooperative;
  std::string_view uscc;    // empty: none given
  std::string_view region;  // GB/T 2260, "*" for an agency that sees everything
  bool has_superior = false;
  bool has_proof = false;
};

// All wrong fields at once, by their pointers in the request: /kind, /uscc, /region, /superior, /proof.
Result<void> check_application(const OrganisationApplication& application);

}  // namespace shanhai::identity
