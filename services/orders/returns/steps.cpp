#include "services/orders/returns/steps.hpp"

#include <algorithm>
#include <set>

#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

void note_decision(ReturnChange& change, const By& by) {
  change->decided_at = change.tx().now();
  change->decision_reason = by.reason;
}

// Units of each of the case's lines that go on sale again.
Result<std::vector<SortedLine>> read_sorted(const ReturnChange& change, const ReceiveBody& body) {
  std::vector<SortedLine> out;
  for (const auto& line : change.lines()) out.push_back({line.line, body.restock ? line.quantity : 0});
  if (!body.lines) return out;
  std::vector<FieldError> wrong;
  std::set<OrderLineId> seen;
  for (std::size_t i = 0; i < body.lines->size(); ++i) {
    const auto& named = (*body.lines)[i];
    const auto pointer = "/lines/" + std::to_string(i);
    const auto at = std::find_if(change.lines().begin(), change.lines().end(),
                                 [&](const ReturnLineRow& line) { return line.line == named.line_id; });
    if (at == change.lines().end()) {
      wrong.push_back({pointer + "/line_id", "line_not_found", {}});
    } else if (!seen.insert(named.line_id).second) {
      wrong.push_back({pointer + "/line_id", "repeated", {}});
    } else if (named.restock_quantity.value() > at->quantity) {
      wrong.push_back({pointer + "/restock_quantity", "out_of_range", "more than came back"});
    } else {
      out[static_cast<std::size_t>(at - change.lines().begin())].restocked = named.restock_quantity.value();
    }
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

// The goods are with the supplier and looked at, or its time to look is over.
Result<void> settle_arrived(ReturnChange& change, const By& by) {
  const bool replaces = change.row().remedy == ReturnRemedy::exchange;
  SH_CHECK(change.act(replaces ? ReturnAction::receive_to_replace : ReturnAction::receive));
  change->goods_back = true;
  change->received_at = change.tx().now();
  if (!change->arrived_at) change->arrived_at = change.tx().now();
  if (!replaces) SH_CHECK(change.pay());
  change.tell(kReturnReceived, by);
  return {};
}

Result<void> pay_instead(ReturnChange& change, const By& by) {
  SH_CHECK(change.act(ReturnAction::pay_instead));
  change.release_replacement();
  change->remedy = ReturnRemedy::refund;
  SH_CHECK(change.pay());
  change.tell(kReturnIrreplaceable, by);
  return {};
}

bool was_sent_on(ReturnChange& change) {
  const auto parcels = store::list_return_parcels(change.tx(), {change.row().id});
  return std::any_of(parcels.begin(), parcels.end(),
                     [](const ReturnParcelRow& parcel) { return parcel.direction == ParcelDirection::unaccepted; });
}

Result<void> send_on(ReturnChange& change, const Waybill& waybill, const By& by) {
  store::insert_return_parcel(change.tx(), {change.row().id, ParcelDirection::unaccepted, std::nullopt, waybill.carrier,
                                            waybill.tracking_number, change.tx().now()});
  change.tell(kReturnSentOn, by);
  return {};
}

bool is_overdue(ReturnChange& change) {
  const auto& due_at = change.row().due_at;
  return due_at && *due_at <= change.tx().now();
}

Result<void> lapse(ReturnChange& change, const By& by) {
  SH_CHECK(change.act(ReturnAction::lapse));
  change.release_replacement();
  change.free_units();
  change.tell(kReturnLapsed, by);
  return {};
}

}  // namespace

Result<void> approve_return(ReturnChange& change, const By& by) {
  if (change.row().state == ReturnState::approved) return {};
  if (change.row().remedy == ReturnRemedy::refund_only) {
    return Error::conflict("return_remedy", "the goods stay with the buyer: refund or refuse");
  }
  SH_CHECK(change.act(ReturnAction::approve));
  note_decision(change, by);
  if (change.row().remedy == ReturnRemedy::exchange) change.reserve_replacement(by);
  change.tell(kReturnApproved, by);
  return {};
}

Result<void> refund_without_goods(ReturnChange& change, const By& by) {
  SH_CHECK(change.act(ReturnAction::refund));
  note_decision(change, by);
  change.release_replacement();
  change->remedy = ReturnRemedy::refund_only;
  SH_CHECK(change.pay());
  change.tell(kReturnRefunded, by);
  return {};
}

Result<void> refuse_return(ReturnChange& change, const By& by) {
  SH_CHECK(check_refusal(change.row().kind, change.row().remedy));
  SH_CHECK(change.act(ReturnAction::refuse));
  note_decision(change, by);
  change.free_units();
  change.tell(kReturnRefused, by);
  return {};
}

Result<void> note_arrival(ReturnChange& change, const By& by) {
  SH_CHECK(change.act(ReturnAction::arrive));
  change->arrived_at = change.tx().now();
  change->goods_back = true;
  change.tell(kReturnArrived, by);
  return {};
}

Result<void> receive_return(ReturnChange& change, const ReceiveBody& body, const By& by) {
  SH_TRY(const auto sorted, read_sorted(change, body));
  SH_CHECK(settle_arrived(change, by));
  SH_CHECK(sort_goods(change, sorted, body.lines.has_value()));
  return {};
}

Result<void> ship_to_buyer(ReturnChange& change, const Waybill& waybill, const By& by) {
  const bool refused = change.row().state == ReturnState::refused && change.row().goods_back;
  if (refused && !was_sent_on(change)) return send_on(change, waybill, by);
  if (change.row().state != ReturnState::exchanging) {
    return Error::conflict("return_state", "the return's state does not allow this");
  }
  if (!ship_replacement(change, waybill, by)) return pay_instead(change, by);
  SH_CHECK(change.act(ReturnAction::replace));
  change.free_units();  // what the buyer holds now may be wrong again
  change.tell(kReturnReplaced, by);
  return {};
}

Result<void> sort_return(ReturnChange& change, const ReceiveBody& body, const By& by) {
  const auto& row = change.row();
  const bool stays = row.state == ReturnState::received || row.state == ReturnState::refunded ||
                     row.state == ReturnState::exchanging || row.state == ReturnState::exchanged;
  if (!stays || !row.goods_back || row.restocked) {
    return Error::conflict("return_state", "the return's state does not allow this");
  }
  SH_TRY(const auto sorted, read_sorted(change, body));
  SH_CHECK(sort_goods(change, sorted, body.lines.has_value()));
  change.tell(kReturnSorted, by);
  return {};
}

Result<void> withdraw_return(ReturnChange& change, const By& by) {
  SH_CHECK(change.act(ReturnAction::withdraw));
  change.release_replacement();
  change.free_units();
  change.tell(kReturnWithdrawn, by);
  return {};
}

Result<void> send_back(ReturnChange& change, const Waybill& waybill, const By& by) {
  SH_CHECK(change.act(ReturnAction::send));
  change->sent_at = change.tx().now();
  store::insert_return_parcel(change.tx(), {change.row().id, ParcelDirection::back, std::nullopt, waybill.carrier,
                                            waybill.tracking_number, change.tx().now()});
  change.tell(kReturnSent, by);
  return {};
}

bool waits_for_money(ReturnChange& change) {
  const auto& row = change.row();
  if (change.order()->paid_at || !is_overdue(change)) return false;
  Money worth;
  for (const auto& line : change.lines()) worth += line.amount;
  if (worth == Money()) return false;
  switch (row.state) {
    case ReturnState::requested:
      return row.remedy == ReturnRemedy::refund_only;
    case ReturnState::arrived:
      return row.remedy != ReturnRemedy::exchange;
    case ReturnState::exchanging:
      return true;
    default:
      return false;
  }
}

Result<bool> take_due_step(ReturnChange& change, const By& by) {
  const auto& row = change.row();
  if (!is_overdue(change)) return false;
  switch (row.state) {
    case ReturnState::requested:
      if (row.remedy == ReturnRemedy::refund_only) {
        SH_CHECK(refund_without_goods(change, by));
      } else {
        SH_CHECK(approve_return(change, by));
      }
      return true;
    case ReturnState::approved:
      SH_CHECK(lapse(change, by));
      return true;
    case ReturnState::sent:
      SH_CHECK(note_arrival(change, by));
      return true;
    case ReturnState::arrived:
      SH_CHECK(settle_arrived(change, by));
      return true;
    case ReturnState::exchanging:
      SH_CHECK(pay_instead(change, by));
      return true;
    default:
      return false;
  }
}

}  // namespace shanhai::orders
