#include "services/orders/returns/requesting.hpp"

#include <algorithm>
#include <set>

#include "services/orders/ordering/store.hpp"
#include "services/orders/refunds/domain.hpp"
#include "services/orders/returns/evidence.hpp"
#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

std::string line_pointer(std::size_t index) { return "/lines/" + std::to_string(index); }

Error at(Error refusal, std::string pointer) {
  refusal.fields.push_back({std::move(pointer), refusal.code, {}});
  return refusal;
}

// Every line is one of the order's, named once.
Result<void> check_lines(OrderChange& change, const ReturnBody& body) {
  std::vector<FieldError> wrong;
  std::set<OrderLineId> seen;
  if (body.lines.empty()) wrong.push_back({"/lines", "out_of_range", "at least one"});
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    if (!change.find_line(body.lines[i].line_id)) {
      wrong.push_back({line_pointer(i) + "/line_id", "line_not_found", {}});
    } else if (!seen.insert(body.lines[i].line_id).second) {
      wrong.push_back({line_pointer(i) + "/line_id", "repeated", {}});
    }
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

// What a remedy asks for beside the goods' own rules.
Result<void> check_remedy(const ReturnRow& row, std::size_t files) {
  if (row.remedy != ReturnRemedy::refund_only) return {};
  if (row.kind != ReturnKind::quality) {
    return at(Error::unprocessable("remedy_needs_quality", "without a reason the goods come back"), "/remedy");
  }
  if (files == 0) return at(Error::unprocessable("evidence_required", "at least one file"), "/evidence");
  return {};
}

std::optional<Instant> quality_until(const OrderRow& order, const LineRow& line, const Policy& policy) {
  const auto received = order.delivered_at ? order.delivered_at : order.accepted_at;
  if (!received) return std::nullopt;
  if (line.fresh) return *received + policy.returns.fresh_quality_time;
  return end_of_window(*received, policy.quality_days);
}

Result<void> check_case(db::Tx& tx, OrderChange& change, const ReturnBody& body, const Policy& policy) {
  // What was bought on credit may be wrong before it is paid; the money part of the case waits until it is.
  const bool may_wait = change->on_credit && body.kind == ReturnKind::quality;
  if (!change->paid_at && !may_wait) return Error::conflict("order_not_paid");
  const auto exemptions = store::list_exemptions(tx, change.order().id);
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    const auto& line = *change.find_line(body.lines[i].line_id);
    ReturnCase wanted;
    wanted.kind = body.kind;
    wanted.state = change->state;
    wanted.return_until = change->return_until;
    wanted.quality_until = quality_until(change.order(), line, policy);
    wanted.exemption = exemptions.at(line.id);
    wanted.no_return_confirmed = change->no_return_confirmed;
    auto checked = check_return(wanted, tx.now());
    if (!checked.has_error()) continue;
    auto refusal = std::move(checked).error();
    const bool lines_own = refusal.code == "no_return_goods" || line.fresh;
    return lines_own ? at(std::move(refusal), line_pointer(i) + "/line_id") : std::move(refusal);
  }
  return {};
}

Result<std::vector<ReturnLineRow>> take_lines(OrderChange& change, const ReturnBody& body, ReturnId id) {
  std::vector<ReturnLineRow> out;
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    const auto& line = *change.find_line(body.lines[i].line_id);
    const auto quantity = body.lines[i].quantity.value();
    if (line.returned + quantity > line.quantity) {
      return at(Error::conflict("more_than_bought", "more would be returned than was bought"),
                line_pointer(i) + "/quantity");
    }
    const auto amount = return_share(line.amount, line.quantity, {line.returned, line.returned_amount}, quantity);
    out.push_back({id, line.id, quantity, amount});
  }
  return out;
}

ReturnRow new_row(db::Tx& tx, Context& context, const OrderRow& order, const ReturnBody& body) {
  ReturnRow row;
  row.id = ReturnId(make_uuid_v7(tx.now(), context.random));
  row.order = order.id;
  row.buyer = order.buyer;
  row.supplier = order.supplier;
  row.kind = body.kind;
  row.remedy = body.remedy.value_or(ReturnRemedy::refund);
  row.freight_payer = freight_payer_of(body.kind);
  row.reason = body.reason.str();
  row.requested_at = tx.now();
  row.due_at = due_after(row.state, tx.now(), context.policy.returns);
  return row;
}

}  // namespace

bool has_one_address(OrderChange& change, const std::vector<ReturnLineRow>& lines) {
  return std::all_of(lines.begin(), lines.end(), [&](const ReturnLineRow& line) {
    return change.find_line(line.line)->delivery == change.find_line(lines.front().line)->delivery;
  });
}

Result<ReturnRef> request_return(db::Tx& tx, Context& context, const OrderScope& scope, const ReturnBody& body,
                                 const By& by, const std::vector<files::KeptFile>& evidence) {
  auto locked = store::lock_order(tx, body.order_id, scope);
  if (locked.has_error()) return at(std::move(locked).error(), "/order_id");
  OrderChange order(tx, std::move(*locked));
  SH_CHECK(check_lines(order, body));
  SH_CHECK(check_case(tx, order, body, context.policy));
  auto row = new_row(tx, context, order.order(), body);
  SH_CHECK(check_remedy(row, evidence.size()));
  SH_TRY(auto lines, take_lines(order, body, row.id));
  if (row.remedy == ReturnRemedy::exchange && !has_one_address(order, lines)) {
    return at(Error::unprocessable("several_addresses", "a replacement is one parcel"), "/lines");
  }
  for (const auto& line : lines) row.refund_amount += line.amount;
  ReturnChange change(tx, context, std::move(order), std::move(row), std::move(lines));
  SH_CHECK(change.take_units());
  change.insert();
  SH_CHECK(add_evidence(tx, context, change.row().id, evidence, ReturnParty::buyer, by.actor));
  change.tell(kReturnRequested, by);
  if (change.row().kind == ReturnKind::no_reason && change.row().remedy == ReturnRemedy::refund) {
    SH_CHECK(change.act(ReturnAction::approve));  // the buyer's right: nobody is asked
    change->decided_at = tx.now();
    change.tell(kReturnApproved, {std::string(kSystemActor), by.trace_id, "buyers_right"});
  }
  change.save();
  return ReturnRef{change.row().id};
}

}  // namespace shanhai::orders
