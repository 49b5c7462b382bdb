#include "services/orders/returns/requesting.hpp"

#include <set>

#include "services/orders/ordering/change.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

std::string line_pointer(std::size_t index) { return "/lines/" + std::to_string(index); }

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

Result<void> check_case(OrderChange& change, const ReturnBody& body, const Policy& policy, Instant now) {
  if (!change->paid_at) return Error::conflict("order_not_paid");
  ReturnCase wanted;
  wanted.kind = body.kind;
  wanted.state = change->state;
  wanted.return_until = change->return_until;
  if (const auto received = change->delivered_at ? change->delivered_at : change->accepted_at) {
    wanted.quality_until = end_of_window(*received, policy.quality_days);
  }
  wanted.no_return_confirmed = change->no_return_confirmed;
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    wanted.fresh = change.find_line(body.lines[i].line_id)->fresh;
    auto checked = check_return(wanted, now);
    if (!checked.has_error()) continue;
    auto refusal = std::move(checked).error();
    if (refusal.code == "no_return_goods") refusal.fields.push_back({line_pointer(i) + "/line_id", refusal.code, {}});
    return refusal;
  }
  return {};
}

}  // namespace

json::Object return_facts(const ReturnRow& row, const std::vector<ReturnLineRow>& lines) {
  ReturnFacts out{row.id, row.order, row.supplier, row.kind == ReturnKind::quality, {}};
  for (const auto& line : lines) out.lines.push_back({line.line, line.quantity, line.amount});
  return json::write(out).as_object();
}

Result<ReturnRef> request_return(db::Tx& tx, Context& context, const OrderScope& scope, const ReturnBody& body,
                                 const By& by) {
  auto order = store::lock_order(tx, body.order_id, scope);
  if (order.has_error()) {
    auto refusal = std::move(order).error();
    refusal.fields.push_back({"/order_id", refusal.code, {}});
    return refusal;
  }
  OrderChange change(tx, std::move(*order));
  SH_CHECK(check_lines(change, body));
  SH_CHECK(check_case(change, body, context.policy, tx.now()));
  ReturnRow row;
  row.id = ReturnId(make_uuid_v7(tx.now(), context.random));
  row.order = change.order().id;
  row.buyer = change->buyer;
  row.supplier = change->supplier;
  row.kind = body.kind;
  row.reason = body.reason.str();
  row.requested_at = tx.now();
  std::vector<ReturnLineRow> lines;
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    const auto& line = *change.find_line(body.lines[i].line_id);
    const auto quantity = body.lines[i].quantity.value();
    if (line.returned + quantity > line.quantity) {
      auto refusal = Error::conflict("more_than_bought", "more would be returned than was bought");
      refusal.fields.push_back({line_pointer(i) + "/quantity", refusal.code, {}});
      return refusal;
    }
    const auto amount = return_share(line.amount, line.quantity, {line.returned, line.returned_amount}, quantity);
    if (!store::add_returned(tx, row.order, line.id, quantity, amount))
      throw std::logic_error("a line changed under its order's lock");
    row.refund_amount += amount;
    lines.push_back({row.id, line.id, quantity, amount});
  }
  store::insert_return(tx, row, lines);
  change.tell(kReturnRequested, by, return_facts(row, lines));
  change.save(context.random);
  return ReturnRef{row.id};
}

}  // namespace shanhai::orders
