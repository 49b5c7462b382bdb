// When goods may come back, and the life of a case as a table (Interim Measures for Seven-Day Returns without Reason of
// Goods Bought Online, SAIC order 90, articles 6 and 7, as retold in the product's domain notes; windows are settings).
#pragma once

#include <optional>
#include <span>

#include "common/base/clock.hpp"
#include "services/orders/domain.hpp"
#include "services/orders/returns/domain_policy.hpp"

namespace shanhai::orders {

enum class ReturnKind { no_reason, quality };

enum class ReturnRemedy {
  refund,       // the goods come back, then the money
  refund_only,  // the money, the goods stay; for quality
  exchange,     // the goods come back, others go out, no money moves
};

enum class ReturnState {
  requested,   // the supplier answers
  approved,    // the buyer sends the goods
  sent,        // they are on their way back
  arrived,     // the supplier inspects them
  exchanging,  // inspected, the replacement is to be sent
  disputed,    // the platform decides
  received,    // ended: the goods came back and are paid
  refunded,    // ended: paid, by the supplier's offer or the platform's decision
  exchanged,   // ended: the replacement is on its way
  refused,     // ended, unless the buyer turns to the platform
  withdrawn,   // ended by the buyer
  lapsed,      // ended: the buyer never sent the goods
};

enum class ReturnAction {
  approve,
  refund,  // without the goods
  refuse,
  withdraw,
  send,
  lapse,
  arrive,
  receive,             // inspected, paid
  receive_to_replace,  // inspected, the replacement follows
  replace,
  pay_instead,  // there is nothing to replace the goods with
  dispute,
  rule_refund,
  rule_refuse,
  rule_exchange,         // the goods are still to come
  rule_exchange_at_hand  // the goods lie with the supplier
};

enum class ReturnParty { buyer, supplier, platform };

enum class FreightPayer { buyer, supplier };

enum class ParcelDirection { back, replacement, unaccepted };

enum class Ruling { refund, refuse, exchange };

struct ReturnMove {
  ReturnState from;
  ReturnAction action;
  ReturnState to;
};

std::span<const ReturnMove> return_moves();
Result<ReturnState> move_return(ReturnState from, ReturnAction action);  // conflict "return_state"

// Somebody still has to act; the order is not completed meanwhile.
bool is_open(ReturnState state);
// Its units count against what was bought.
bool holds_units(ReturnState state);

// When the program takes the next step by itself; nullopt: never.
std::optional<Instant> due_after(ReturnState state, Instant now, const ReturnPolicy& policy);

// What keeps goods from coming back without a reason.
enum class ReturnExemption {
  none,
  perishable,
  custom_made,
  on_confirmation,  // only where the buyer confirmed it at purchase; else nobody may refuse
};

struct ReturnCase {
  ReturnKind kind = ReturnKind::no_reason;
  OrderState state = OrderState::placed;
  std::optional<Instant> return_until;   // of returns without reason; exclusive
  std::optional<Instant> quality_until;  // of quality claims; exclusive
  ReturnExemption exemption = ReturnExemption::none;
  bool no_return_confirmed = false;  // by the buyer at checkout
};

// conflict order_state, return_window_over; unprocessable no_return_goods. A quality claim survives every exemption.
Result<void> check_return(const ReturnCase& wanted, Instant now);

// A return without reason is the buyer's right: only an exchange and a quality claim may be refused. conflict
// return_not_refusable.
Result<void> check_refusal(ReturnKind kind, ReturnRemedy remedy);

struct DisputeCase {
  ReturnState state = ReturnState::requested;
  ReturnParty by = ReturnParty::buyer;
  bool is_final = false;
  std::optional<Instant> refused_at;
  std::size_t files = 0;  // that come with it
};
// Who may turn to the platform, and when. conflict return_final, return_state, escalation_over; unprocessable
// evidence_required: a supplier says what is wrong with the goods by showing it.
Result<void> check_dispute(const DisputeCase& wanted, Instant now, const ReturnPolicy& policy);

// Without reason the buyer pays the way back (order 60, article 16); what is the supplier's fault, the supplier.
FreightPayer freight_payer_of(ReturnKind kind);

}  // namespace shanhai::orders
