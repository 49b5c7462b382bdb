#include "services/orders/returns/domain.hpp"

#include <algorithm>
#include <array>

namespace shanhai::orders {
namespace {

using S = ReturnState;
using A = ReturnAction;

constexpr std::array kMoves = {
    ReturnMove{S::requested, A::approve, S::approved},
    ReturnMove{S::requested, A::refund, S::refunded},
    ReturnMove{S::requested, A::refuse, S::refused},
    ReturnMove{S::requested, A::withdraw, S::withdrawn},
    ReturnMove{S::requested, A::dispute, S::disputed},
    ReturnMove{S::approved, A::refund, S::refunded},
    ReturnMove{S::approved, A::withdraw, S::withdrawn},
    ReturnMove{S::approved, A::send, S::sent},
    ReturnMove{S::approved, A::lapse, S::lapsed},
    ReturnMove{S::approved, A::receive, S::received},
    ReturnMove{S::approved, A::receive_to_replace, S::exchanging},
    ReturnMove{S::sent, A::arrive, S::arrived},
    ReturnMove{S::sent, A::receive, S::received},
    ReturnMove{S::sent, A::receive_to_replace, S::exchanging},
    ReturnMove{S::sent, A::dispute, S::disputed},
    ReturnMove{S::arrived, A::receive, S::received},
    ReturnMove{S::arrived, A::receive_to_replace, S::exchanging},
    ReturnMove{S::arrived, A::dispute, S::disputed},
    ReturnMove{S::exchanging, A::replace, S::exchanged},
    ReturnMove{S::exchanging, A::pay_instead, S::received},
    ReturnMove{S::exchanging, A::dispute, S::disputed},
    ReturnMove{S::refused, A::dispute, S::disputed},
    ReturnMove{S::disputed, A::rule_refund, S::refunded},
    ReturnMove{S::disputed, A::rule_refuse, S::refused},
    ReturnMove{S::disputed, A::rule_exchange, S::approved},
    ReturnMove{S::disputed, A::rule_exchange_at_hand, S::exchanging},
};

}  // namespace

std::span<const ReturnMove> return_moves() { return kMoves; }

Result<ReturnState> move_return(ReturnState from, ReturnAction action) {
  const auto move = std::find_if(kMoves.begin(), kMoves.end(),
                                 [&](const ReturnMove& row) { return row.from == from && row.action == action; });
  if (move == kMoves.end()) return Error::conflict("return_state", "the return's state does not allow this");
  return move->to;
}

bool is_open(ReturnState state) {
  switch (state) {
    case S::requested:
    case S::approved:
    case S::sent:
    case S::arrived:
    case S::exchanging:
    case S::disputed:
      return true;
    case S::received:
    case S::refunded:
    case S::exchanged:
    case S::refused:
    case S::withdrawn:
    case S::lapsed:
      return false;
  }
  return false;
}

bool holds_units(ReturnState state) { return is_open(state) || state == S::received || state == S::refunded; }

std::optional<Instant> due_after(ReturnState state, Instant now, const ReturnPolicy& policy) {
  constexpr std::chrono::hours kDay(24);
  switch (state) {
    case S::requested:
      return now + policy.answer_time;
    case S::approved:
      return now + kDay * policy.send_days;
    case S::sent:
      return now + kDay * policy.transit_days;
    case S::arrived:
      return now + kDay * policy.inspection_days;
    case S::exchanging:
      return now + kDay * policy.replacement_days;
    case S::disputed:
    case S::received:
    case S::refunded:
    case S::exchanged:
    case S::refused:
    case S::withdrawn:
    case S::lapsed:
      break;
  }
  return std::nullopt;
}

Result<void> check_return(const ReturnCase& wanted, Instant now) {
  const bool received = wanted.state == OrderState::delivered || wanted.state == OrderState::accepted ||
                        wanted.state == OrderState::completed;
  if (!received) return Error::conflict("order_state", "only what has arrived can be returned");
  if (wanted.kind == ReturnKind::no_reason) {
    const bool exempt = wanted.exemption == ReturnExemption::perishable ||
                        wanted.exemption == ReturnExemption::custom_made ||
                        (wanted.exemption == ReturnExemption::on_confirmation && wanted.no_return_confirmed);
    if (exempt) return Error::unprocessable("no_return_goods", "perishable, custom-made, or confirmed at checkout");
  }
  const auto& until = wanted.kind == ReturnKind::no_reason ? wanted.return_until : wanted.quality_until;
  if (!until || now >= *until) return Error::conflict("return_window_over");
  return {};
}

Result<void> check_refusal(ReturnKind kind, ReturnRemedy remedy) {
  if (kind == ReturnKind::quality || remedy == ReturnRemedy::exchange) return {};
  return Error::conflict("return_not_refusable", "what is wrong with the goods is disputed once they are back");
}

Result<void> check_dispute(const DisputeCase& wanted, Instant now, const ReturnPolicy& policy) {
  if (wanted.is_final) return Error::conflict("return_final", "the platform has decided");
  SH_CHECK(move_return(wanted.state, ReturnAction::dispute));
  const bool suppliers = wanted.state == S::requested || wanted.state == S::sent || wanted.state == S::arrived;
  const bool buyers = wanted.state != S::requested;
  if (wanted.by == ReturnParty::supplier ? !suppliers : !buyers) {
    return Error::conflict("return_state", "the return's state does not allow this");
  }
  if (wanted.refused_at && now >= *wanted.refused_at + std::chrono::hours(24) * policy.escalation_days) {
    return Error::conflict("escalation_over");
  }
  if (wanted.by == ReturnParty::supplier && wanted.files == 0) {
    auto refusal = Error::unprocessable("evidence_required", "at least one file");
    refusal.fields.push_back({"/evidence", refusal.code, {}});
    return refusal;
  }
  return {};
}

FreightPayer freight_payer_of(ReturnKind kind) {
  return kind == ReturnKind::quality ? FreightPayer::supplier : FreightPayer::buyer;
}

}  // namespace shanhai::orders
