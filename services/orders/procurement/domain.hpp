// The path of an institution's purchase: request for quotation, quotation, approval inside the unit, invoice. Each is a
// state machine of its own, as a table; the order that a purchase becomes lives by orders/domain.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/money.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

template <class State, class Action>
struct Move {
  State from;
  Action action;
  State to;
};

enum class RfqState { open, closed, awarded, withdrawn };
enum class RfqAction {
  close,    // no more quotations
  award,    // an approved proposal took lines of it
  release,  // the last approved proposal was withdrawn
  withdraw,
};

enum class QuotationState { submitted, withdrawn, accepted, ordered };
enum class QuotationAction { submit, withdraw, accept, release, order };

enum class ProposalState { proposed, approved, sent_back, withdrawn, ordering, ordered };
enum class ProposalAction {
  approve,
  send_back,
  withdraw,
  begin_order,  // the order writer has it
  give_up,      // the writer refused: stock ran out, say
  order,        // the order stands
};

enum class InvoiceState { requested, issued, refused, cancelled };
enum class InvoiceAction { issue, refuse, cancel };

std::span<const Move<RfqState, RfqAction>> rfq_moves();
std::span<const Move<QuotationState, QuotationAction>> quotation_moves();
std::span<const Move<ProposalState, ProposalAction>> proposal_moves();
std::span<const Move<InvoiceState, InvoiceAction>> invoice_moves();

// conflict rfq_state, quotation_state, proposal_state, invoice_state.
Result<RfqState> move_rfq(RfqState from, RfqAction action);
Result<QuotationState> move_quotation(QuotationState from, QuotationAction action);
Result<ProposalState> move_proposal(ProposalState from, ProposalAction action);
Result<InvoiceState> move_invoice(InvoiceState from, InvoiceAction action);

// A request whose time to quote has passed is closed, whether or not anybody closed it.
RfqState state_at(RfqState state, Instant quote_until, Instant now);

// Who decides on a proposal.
struct ApprovalCase {
  bool by_proposer = false;
  bool by_approver = false;  // administrator, or named by the policy in force
  Money request_total;       // of all living proposals on the request: it can't be split to stay below the limit
  Money single_limit;        // up to this much one person suffices
};
// forbidden approver_required; conflict four_eyes: the proposer does not decide.
Result<void> check_approval(const ApprovalCase& wanted);

// What a union spends on gift packs: each order's money spread over its heads, rounded up to the fen, and added up as
// if all of it went to the same members.
Money per_head(Money total, std::int64_t heads);
struct GiftCase {
  Money spent_per_head;  // this year so far
  Money total;
  std::int64_t heads = 1;
  Money cap_per_head;
};
// unprocessable gift_cap_exceeded, with the figures.
Result<void> check_gift_cap(const GiftCase& wanted);

// "CG2026-0007"
std::string make_contract_number(std::string_view prefix, int year, std::int64_t count);
// Without control characters and without blanks at its ends.
bool is_contract_number(std::string_view text);

// Number of a fully digital fapiao: 20 digits, of which the first two are the year's last two, 3-4 the tax
// administration's region, 5 the channel of issue, the rest a sequence (as the State Taxation Administration's
// announcements on fully digital invoices are retold; the region and channel are not checked).
bool is_invoice_number(std::string_view number, Date issued_on);

// What of an order may still be invoiced: what was accepted or paid, less refunds, less what stands on invoices.
struct InvoiceBase {
  bool accepted_or_paid = false;
  Money kept;      // total less refunds, promised ones too
  Money invoiced;  // of living requests and issued invoices, corrections subtracted
};
Money invoiceable(const InvoiceBase& base);
// What has to be taken back by a correction, after refunds.
Money overinvoiced(const InvoiceBase& base);

}  // namespace shanhai::orders
