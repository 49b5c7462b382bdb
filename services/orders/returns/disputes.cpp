#include "services/orders/returns/disputes.hpp"

#include <algorithm>
#include <set>

#include "services/orders/returns/requesting.hpp"

namespace shanhai::orders {
namespace {

// What the platform gives of each line: never more than its units are worth, and something in all.
Result<std::vector<RefundLineRow>> read_ruled(const ReturnChange& change, const std::vector<RuledLineBody>& lines) {
  std::vector<FieldError> wrong;
  std::vector<RefundLineRow> out;
  std::set<OrderLineId> seen;
  Money total;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto pointer = "/lines/" + std::to_string(i);
    const auto at = std::find_if(change.lines().begin(), change.lines().end(),
                                 [&](const ReturnLineRow& line) { return line.line == lines[i].line_id; });
    if (at == change.lines().end()) {
      wrong.push_back({pointer + "/line_id", "line_not_found", {}});
    } else if (!seen.insert(lines[i].line_id).second) {
      wrong.push_back({pointer + "/line_id", "repeated", {}});
    } else if (lines[i].refund_amount < Money() || lines[i].refund_amount > at->amount) {
      wrong.push_back({pointer + "/refund_amount", "out_of_range", "up to what the units are worth"});
    } else if (lines[i].refund_amount > Money()) {
      total += lines[i].refund_amount;
      out.push_back({at->line, at->quantity, lines[i].refund_amount});
    }
  }
  if (wrong.empty() && total == Money()) wrong.push_back({"/lines", "out_of_range", "nothing would be given back"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

Result<void> rule_refund(ReturnChange& change, const RulingBody& body) {
  std::optional<std::vector<RefundLineRow>> ruled;
  if (body.lines) {
    SH_TRY(ruled, read_ruled(change, *body.lines));
  }
  SH_CHECK(change.act(ReturnAction::rule_refund));
  change.release_replacement();
  change->remedy = change->goods_back ? ReturnRemedy::refund : ReturnRemedy::refund_only;
  return change.pay(ruled ? &*ruled : nullptr);
}

Result<void> rule_refuse(ReturnChange& change) {
  // What was sorted lies in the supplier's books again, or was scrapped: it can't go back to the buyer as it came.
  if (change.row().restocked) return Error::conflict("return_goods_sorted", "only a refund or an exchange is left");
  SH_CHECK(change.act(ReturnAction::rule_refuse));
  change.release_replacement();
  change.free_units();
  return {};
}

Result<void> rule_exchange(ReturnChange& change, const By& by) {
  if (!has_one_address(change.order(), change.lines())) {
    auto refusal = Error::unprocessable("several_addresses", "a replacement is one parcel");
    refusal.fields.push_back({"/decision", refusal.code, {}});
    return refusal;
  }
  change->remedy = ReturnRemedy::exchange;
  change.reserve_replacement(by);
  if (!change->goods_back) return change.act(ReturnAction::rule_exchange);
  change->received_at = change.tx().now();
  if (change->remedy == ReturnRemedy::exchange) return change.act(ReturnAction::rule_exchange_at_hand);
  SH_CHECK(change.act(ReturnAction::rule_refund));
  return change.pay();
}

}  // namespace

Result<void> dispute_return(ReturnChange& change, ReturnParty party, const std::string& reason, std::size_t files,
                            const By& by) {
  const bool refused = change.row().state == ReturnState::refused;
  DisputeCase wanted{change.row().state, party, change.row().is_final, {}, files};
  if (refused) wanted.refused_at = change.row().decided_at;
  SH_CHECK(check_dispute(wanted, change.tx().now(), change.context().policy.returns));
  if (refused) SH_CHECK(change.take_units_again());
  SH_CHECK(change.act(ReturnAction::dispute));
  change->disputed_by = party;
  change->dispute_reason = reason;
  change.tell(kReturnDisputed, by);
  return {};
}

Result<void> rule_return(ReturnChange& change, const RulingBody& body, const By& by) {
  if (change.row().state != ReturnState::disputed) {
    return Error::conflict("return_state", "the return's state does not allow this");
  }
  if (body.lines && body.decision != Ruling::refund) {
    return Error::invalid_field("/lines", "not_expected", "only a refund has parts");
  }
  switch (body.decision) {
    case Ruling::refund:
      SH_CHECK(rule_refund(change, body));
      break;
    case Ruling::refuse:
      SH_CHECK(rule_refuse(change));
      break;
    case Ruling::exchange:
      SH_CHECK(rule_exchange(change, by));
      break;
  }
  change->is_final = true;
  change->ruling_reason = body.reason.str();
  change.tell(kReturnDecided, by);
  return {};
}

}  // namespace shanhai::orders
