// Policies of approval, and proposals with the steps taken on them. Whoever changes a proposal holds its request's row.
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders::store {

void insert_policy(db::Tx& tx, const PolicyRow& row);
// The newest of those whose day has come. nullopt: the organisation has none.
std::optional<PolicyRow> find_policy(db::Tx& tx, OrganisationId organisation, Date day);
std::vector<PolicyRow> list_policies(db::Tx& tx, OrganisationId organisation, PolicyId before, std::int64_t limit);

Result<ProposalRow> get_proposal(db::Tx& tx, ProposalId id, std::optional<BuyerId> buyer);  // proposal_not_found
// Newest first, those with an id before `before`.
std::vector<ProposalRow> list_proposals(db::Tx& tx, std::optional<BuyerId> buyer, ProposalId before,
                                        std::int64_t limit);
std::vector<ProposalRow> list_proposals_of_rfq(db::Tx& tx, RfqId rfq);
std::vector<std::pair<ProposalId, std::int64_t>> list_proposal_lines(db::Tx& tx,
                                                                     const std::vector<ProposalId>& proposals);
std::vector<ProposalStepRow> list_proposal_steps(db::Tx& tx, const std::vector<ProposalId>& proposals);

// With its first step.
void insert_proposal(db::Tx& tx, const ProposalRow& row, const std::vector<std::int64_t>& positions,
                     const std::string& reason);
// `row.version` is the new one, one more than before.
void update_proposal(db::Tx& tx, const ProposalRow& row);
void insert_step(db::Tx& tx, const ProposalStepRow& step);

}  // namespace shanhai::orders::store
