// Approval inside the unit: one person proposes a quotation, another decides. How much one person may decide alone, and
// who decides besides the administrators, is the organisation's dated policy.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/procurement/approvals/views.hpp"

namespace shanhai::orders {

class Approvals {
 public:
  explicit Approvals(Context& context) : context_(context) {}

  // forbidden administrator_required; invalid /valid_from, /single_approval, /contract_prefix, /approvers.
  Task<Result<db::Replayable<PolicyView>>> set_policy(const Command& command, PolicyBody body, db::IdempotencyKey key);
  Task<Result<PolicyPage>> policies(const auth::Principal& caller, http::PageQuery query);  // of the caller's unit

  // quotation_not_found; conflict rfq_state: quotations are still taken; quotation_state, quotation_changed: there is a
  // newer revision; quotation_lapsed; rfq_line_awarded; proposal_exists; invalid /lines.
  Task<Result<db::Replayable<ProposalView>>> propose(const Command& command, ProposalBody body, db::IdempotencyKey key);
  Task<Result<ProposalPage>> proposals(const auth::Principal& caller, http::PageQuery query);
  Task<Result<ProposalView>> proposal(const auth::Principal& caller, ProposalId id);  // proposal_not_found
  // forbidden approver_required; conflict four_eyes, proposal_state, quotation_changed, quotation_lapsed,
  // rfq_line_awarded.
  Task<Result<ProposalView>> approve(const Command& command, ProposalId id, std::string reason);
  Task<Result<ProposalView>> send_back(const Command& command, ProposalId id, std::string reason);
  // Before its order is placed; what it took of the request is free again.
  Task<Result<ProposalView>> withdraw(const Command& command, ProposalId id, std::string reason);

 private:
  Task<Result<ProposalView>> act(const Command& command, ProposalId id, ProposalAction action, std::string reason);

  Context& context_;
};

}  // namespace shanhai::orders
