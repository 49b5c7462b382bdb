// How an organisation decides, and its proposals, as callers write and read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kMaxApprovers = 50;

struct PolicyBody {
  Date valid_from{};      // tomorrow or later: nobody raises a limit and uses it at once
  Money single_approval;  // up to this much of one request one person suffices
  std::optional<Text<1, 20>> contract_prefix;
  std::optional<std::vector<AccountId>> approvers;  // beside the administrators
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(PolicyBody, (), (valid_from, single_approval, contract_prefix, approvers, reason))

struct PolicyView {
  PolicyId policy_id;
  Date valid_from{};
  Money single_approval;
  std::string contract_prefix;
  std::vector<AccountId> approvers;
  std::string reason;
  AccountId entered_by;
  Instant entered_at{};
  bool in_force = false;
};
BOOST_DESCRIBE_STRUCT(PolicyView, (),
                      (policy_id, valid_from, single_approval, contract_prefix, approvers, reason, entered_by,
                       entered_at, in_force))

struct PolicyPage {
  std::vector<PolicyView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PolicyPage, (), (items, next_cursor))

struct PolicyRef {
  PolicyId policy_id;
};
BOOST_DESCRIBE_STRUCT(PolicyRef, (), (policy_id))

struct ProposalBody {
  QuotationId quotation_id;
  Bounded<1, 1000000> revision;                        // as the proposer read it
  std::optional<std::vector<Bounded<0, 1000>>> lines;  // of the request; left out: all that are quoted
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(ProposalBody, (), (quotation_id, revision, lines, reason))

struct ProposalReasonBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(ProposalReasonBody, (), (reason))

struct ProposalStepView {
  ProposalStep action = ProposalStep::propose;
  std::optional<AccountId> actor;  // none: what was proposed can't be bought any more, and `reason` is a code
  std::string reason;
  Instant taken_at{};
};
BOOST_DESCRIBE_STRUCT(ProposalStepView, (), (action, actor, reason, taken_at))

struct ProposalView {
  ProposalId proposal_id;
  RfqId rfq_id;
  QuotationId quotation_id;
  std::int64_t revision = 0;
  OrganisationId buyer_id, supplier_id;
  ProposalState state = ProposalState::proposed;
  std::vector<std::int64_t> lines;
  Money total;
  AccountId proposed_by;
  Instant proposed_at{};
  std::optional<AccountId> decided_by;
  std::optional<Instant> decided_at;
  std::optional<OrderId> order_id;
  std::optional<std::string> contract_number;
  std::vector<ProposalStepView> steps;
};
BOOST_DESCRIBE_STRUCT(ProposalView, (),
                      (proposal_id, rfq_id, quotation_id, revision, buyer_id, supplier_id, state, lines, total,
                       proposed_by, proposed_at, decided_by, decided_at, order_id, contract_number, steps))

struct ProposalPage {
  std::vector<ProposalView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ProposalPage, (), (items, next_cursor))

struct ProposalRef {
  ProposalId proposal_id;
};
BOOST_DESCRIBE_STRUCT(ProposalRef, (), (proposal_id))

}  // namespace shanhai::orders
