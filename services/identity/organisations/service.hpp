// Organisations: applying, deciding, members.
//
// What the caller may not see is organisation_not_found: an organisation is seen by its members and by the platform's
// operators.
#pragma once

#include "services/identity/environment.hpp"
#include "services/identity/organisations/views.hpp"

namespace shanhai::identity {

enum class OrganisationAction;

class Organisations {
 public:
  explicit Organisations(const Environment& environment) : environment_(environment) {}

  // The caller becomes its administrator. invalid: see check_application(), /superior, /proof/content_base64;
  // conflict uscc_taken; too_many_requests organisation_requests_paused.
  Task<Result<Organisation>> create(auth::Principal caller, NewOrganisation request, Call call);
  Task<Result<Organisation>> get(auth::Principal caller, OrganisationId id);
  Task<Result<OrganisationPage>> list(OrganisationListQuery query);
  // Leaves an audit row. not_found proof_not_found.
  Task<Result<ProofDocument>> proof(auth::Principal caller, OrganisationId id);
  // conflict organisation_state, uscc_taken. Tells the administrators.
  Task<Result<Organisation>> decide(auth::Principal caller, OrganisationId id, OrganisationAction action,
                                    Decision decision, Call call);

  // A phone without an account gets one, to be used from its first sign-in on; the answer is the same. forbidden
  // administrator_required; conflict last_administrator; too_many_requests member_requests_paused.
  Task<Result<MemberView>> add_member(auth::Principal caller, OrganisationId id, NewMember request, Call call);
  Task<Result<MemberPage>> list_members(auth::Principal caller, OrganisationId id, PageRequest page);
  // By an administrator, or by the member themselves.
  Task<Result<void>> remove_member(auth::Principal caller, OrganisationId id, AccountId account, Call call);

 private:
  struct CheckedProof {
    std::string document_name, media_type, content, sha256;
  };
  Task<Result<std::optional<CheckedProof>>> check_proof(std::optional<ProofUpload> upload);
  Proof seal_proof(const StoredOrganisation& organisation, const CheckedProof& proof, Instant now) const;
  Result<MemberView> grant(db::Tx& tx, const auth::Principal& caller, OrganisationId id, const NewMember& request,
                           const Call& call);

  const Environment& environment_;
};

// Ends a membership and the sessions held through it. Also used when a person is erased.
void end_membership(db::Tx& tx, Random& random, Membership membership, AccountId actor, const std::string& reason,
                    const std::string& trace_id);
void append_organisation_event(db::Tx& tx, Random& random, const Organisation& organisation, const std::string& actor,
                               const std::string& reason, const std::string& trace_id);
void append_membership_event(db::Tx& tx, Random& random, const Membership& membership, const std::string& actor,
                             const std::string& reason, const std::string& trace_id);

}  // namespace shanhai::identity
