#include "services/orders/procurement/domain.hpp"

#include <algorithm>
#include <array>

namespace shanhai::orders {
namespace {

constexpr std::size_t kInvoiceDigits = 20;

constexpr std::array kRfqMoves = {
    Move<RfqState, RfqAction>{RfqState::open, RfqAction::close, RfqState::closed},
    Move<RfqState, RfqAction>{RfqState::open, RfqAction::withdraw, RfqState::withdrawn},
    Move<RfqState, RfqAction>{RfqState::closed, RfqAction::withdraw, RfqState::withdrawn},
    Move<RfqState, RfqAction>{RfqState::closed, RfqAction::award, RfqState::awarded},
    Move<RfqState, RfqAction>{RfqState::awarded, RfqAction::award, RfqState::awarded},  // other lines
    Move<RfqState, RfqAction>{RfqState::awarded, RfqAction::release, RfqState::closed},
};

using Q = QuotationState;
constexpr std::array kQuotationMoves = {
    Move<Q, QuotationAction>{Q::submitted, QuotationAction::submit, Q::submitted},  // a new revision
    Move<Q, QuotationAction>{Q::withdrawn, QuotationAction::submit, Q::submitted},
    Move<Q, QuotationAction>{Q::submitted, QuotationAction::withdraw, Q::withdrawn},
    Move<Q, QuotationAction>{Q::submitted, QuotationAction::accept, Q::accepted},
    Move<Q, QuotationAction>{Q::accepted, QuotationAction::release, Q::submitted},
    Move<Q, QuotationAction>{Q::accepted, QuotationAction::order, Q::ordered},
};

using P = ProposalState;
constexpr std::array kProposalMoves = {
    Move<P, ProposalAction>{P::proposed, ProposalAction::approve, P::approved},
    Move<P, ProposalAction>{P::proposed, ProposalAction::send_back, P::sent_back},
    Move<P, ProposalAction>{P::proposed, ProposalAction::withdraw, P::withdrawn},
    Move<P, ProposalAction>{P::approved, ProposalAction::withdraw, P::withdrawn},
    Move<P, ProposalAction>{P::approved, ProposalAction::begin_order, P::ordering},
    Move<P, ProposalAction>{P::ordering, ProposalAction::begin_order, P::ordering},  // after an attempt was lost
    Move<P, ProposalAction>{P::ordering, ProposalAction::give_up, P::approved},
    Move<P, ProposalAction>{P::ordering, ProposalAction::order, P::ordered},
    Move<P, ProposalAction>{P::approved, ProposalAction::order, P::ordered},  // a lost attempt had succeeded
};

using I = InvoiceState;
constexpr std::array kInvoiceMoves = {
    Move<I, InvoiceAction>{I::requested, InvoiceAction::issue, I::issued},
    Move<I, InvoiceAction>{I::requested, InvoiceAction::refuse, I::refused},
    Move<I, InvoiceAction>{I::requested, InvoiceAction::cancel, I::cancelled},
};

template <class Moves, class State, class Action>
Result<State> find_move(const Moves& moves, State from, Action action, const char* code) {
  const auto found = std::find_if(moves.begin(), moves.end(),
                                  [&](const auto& move) { return move.from == from && move.action == action; });
  if (found == moves.end()) return Error::conflict(code, "the state does not allow this");
  return found->to;
}

}  // namespace

std::span<const Move<RfqState, RfqAction>> rfq_moves() { return kRfqMoves; }
std::span<const Move<QuotationState, QuotationAction>> quotation_moves() { return kQuotationMoves; }
std::span<const Move<ProposalState, ProposalAction>> proposal_moves() { return kProposalMoves; }
std::span<const Move<InvoiceState, InvoiceAction>> invoice_moves() { return kInvoiceMoves; }

Result<RfqState> move_rfq(RfqState from, RfqAction action) { return find_move(kRfqMoves, from, action, "rfq_state"); }

Result<QuotationState> move_quotation(QuotationState from, QuotationAction action) {
  return find_move(kQuotationMoves, from, action, "quotation_state");
}

Result<ProposalState> move_proposal(ProposalState from, ProposalAction action) {
  return find_move(kProposalMoves, from, action, "proposal_state");
}

Result<InvoiceState> move_invoice(InvoiceState from, InvoiceAction action) {
  return find_move(kInvoiceMoves, from, action, "invoice_state");
}

RfqState state_at(RfqState state, Instant quote_until, Instant now) {
  return state == RfqState::open && now >= quote_until ? RfqState::closed : state;
}

Result<void> check_approval(const ApprovalCase& wanted) {
  if (wanted.request_total <= wanted.single_limit) return {};
  if (!wanted.by_approver) return Error::forbidden("approver_required", "an administrator or a named approver decides");
  if (wanted.by_proposer) return Error::conflict("four_eyes", "who proposed does not decide");
  return {};
}

Money per_head(Money total, std::int64_t heads) {
  return Money(total.fen() / heads + (total.fen() % heads != 0 ? 1 : 0));
}

Result<void> check_gift_cap(const GiftCase& wanted) {
  const auto share = per_head(wanted.total, wanted.heads);
  if (wanted.spent_per_head + share <= wanted.cap_per_head) return {};
  return Error::unprocessable("gift_cap_exceeded", "more per head than the cap of the year leaves")
      .with("figures", boost::json::object{{"heads", wanted.heads},
                                           {"order_fen", wanted.total.fen()},
                                           {"order_per_head_fen", share.fen()},
                                           {"spent_per_head_fen", wanted.spent_per_head.fen()},
                                           {"cap_per_head_fen", wanted.cap_per_head.fen()}});
}

std::string make_contract_number(std::string_view prefix, int year, std::int64_t count) {
  auto number = std::to_string(count);
  if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
  return std::string(prefix) + std::to_string(year) + '-' + number;
}

bool is_contract_number(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= ' ' && c != 0x7f; });
}

bool is_invoice_number(std::string_view number, Date issued_on) {
  if (number.size() != kInvoiceDigits) return false;
  if (!std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  return (number[0] - '0') * 10 + (number[1] - '0') == int(issued_on.year()) % 100;
}

Money invoiceable(const InvoiceBase& base) {
  const auto most = base.accepted_or_paid ? base.kept : Money();
  return std::max(most - base.invoiced, Money());
}

Money overinvoiced(const InvoiceBase& base) {
  const auto most = base.accepted_or_paid ? base.kept : Money();
  return std::max(base.invoiced - most, Money());
}

}  // namespace shanhai::orders
