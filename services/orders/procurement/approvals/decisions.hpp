// What is decided on a proposal, each in one transaction under its request's lock.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/procurement/approvals/views.hpp"

namespace shanhai::orders {

// Errors as Approvals::propose().
Result<ProposalRef> make_proposal(db::Tx& tx, Context& context, const Command& command, const ProposalBody& body);

// Errors as Approvals::approve(), send_back() and withdraw().
Result<void> decide_proposal(db::Tx& tx, Context& context, const Command& command, ProposalId id, ProposalAction action,
                             const std::string& reason);

// The proposal as it is under its request's lock. proposal_not_found.
Result<ProposalRow> lock_proposal(db::Tx& tx, ProposalId id, BuyerId buyer);

// Takes the step: the new version, its step, its event.
void take_step(db::Tx& tx, Random& random, ProposalRow& row, ProposalStep action, const Command& command,
               const std::string& reason, std::string_view event, std::optional<OrderId> order = {});

// Ends the proposals on a request, or on one quotation of it, that wait for a decision: they can't be bought any more,
// and `by.reason` says why. `actor`: who of the unit did it. The caller holds the request's row.
void end_proposals(db::Tx& tx, Context& context, RfqId rfq, std::optional<QuotationId> quotation,
                   std::optional<AccountId> actor, const By& by);

// conflict quotation_changed, quotation_lapsed.
Result<void> check_offer(const QuotationRow& quotation, std::int64_t revision, Instant now);

}  // namespace shanhai::orders
