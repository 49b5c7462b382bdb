#include "services/orders/fulfilment/declining.hpp"

#include <algorithm>
#include <set>

#include "services/orders/fulfilment/shipping.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/names.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/placement/giving_back.hpp"
#include "services/orders/refunds/promise.hpp"
#include "services/orders/refunds/store.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

std::vector<DeclinedLine> all_that_is_left(const std::vector<LineRow>& lines) {
  std::vector<DeclinedLine> out;
  for (const auto& line : lines) {
    if (line.left() > 0) out.push_back({line.id, line.left()});
  }
  return out;
}

Result<void> check_lines(OrderChange& change, const std::vector<DeclinedLine>& lines) {
  std::vector<FieldError> wrong;
  std::set<OrderLineId> seen;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto place = "/lines/" + std::to_string(i);
    const auto* line = change.find_line(lines[i].line_id);
    if (!line) {
      wrong.push_back({place + "/line_id", "line_not_found", {}});
    } else if (!seen.insert(line->id).second) {
      wrong.push_back({place + "/line_id", "repeated", {}});
    } else if (lines[i].quantity.value() > line->left()) {
      wrong.push_back({place + "/quantity", "more_than_left", {}});
    }
  }
  if (wrong.empty()) return {};
  auto refusal = Error::unprocessable(wrong.front().code);
  refusal.fields = std::move(wrong);
  return refusal;
}

bool nothing_will_come(const std::vector<LineRow>& lines) {
  return std::all_of(lines.begin(), lines.end(), [](const LineRow& line) { return line.declined == line.quantity; });
}

bool leaves_nothing(OrderChange& change, const std::vector<DeclinedLine>& wanted) {
  std::int64_t left = 0, declined = 0;
  for (const auto& line : change.lines()) {
    if (line.packed > 0) return false;
    left += line.left();
  }
  for (const auto& line : wanted) declined += line.quantity.value();
  return left == declined;
}

// Nobody has paid for it: it is not owed any more. Whoever counts the order subtracts it as what is given back.
void forgo(db::Tx& tx, Context& context, OrderChange& change, const RefundPlan& plan, const By& by) {
  OrderRefunded told{RefundId(make_uuid_v7(tx.now(), context.random)),
                     facts_of(change.order(), change.lines()),
                     {},
                     counted_in(change.order())};
  for (const auto& line : plan.lines) {
    if (line.amount == Money()) continue;
    told.lines.push_back({line.line, line.quantity, line.amount});
    change.find_line(line.line)->refunded += line.amount;
    change->refunded += line.amount;
    change->forgone += line.amount;
  }
  store::add_refunded(tx, change.order().id, plan.lines);
  change.tell(kOrderRefunded, by, json::write(told).as_object());
}

}  // namespace

Result<void> decline_lines(db::Tx& tx, Context& context, OrderChange& change, const std::vector<DeclinedLine>& named,
                           const std::string& reason, const By& by, std::string_view ended_as) {
  if (!may_pack(change->state, change->on_credit)) {
    return Error::conflict("order_state", "only what is paid and not shipped can be declined");
  }
  SH_CHECK(check_lines(change, named));
  const auto lines = named.empty() ? all_that_is_left(change.lines()) : named;
  if (lines.empty()) return Error::conflict("order_state", "nothing is left to be declined");
  // What people write may name a person, and events are never erased: their words stay with the refund.
  const By said{by.actor, by.trace_id, name_of(RefundKind::declined)};
  if (!change->paid_at && leaves_nothing(change, lines)) {
    SH_CHECK(end_order(tx, context, change, std::string(ended_as), said));
    close_what_asks_for_more(tx, change.order());
    return {};
  }
  Quantities quantities;
  std::vector<GivenBack> given_back;
  RefundPlan plan{RefundKind::declined, std::nullopt, {}, reason};
  LinesDeclined told{change.order().id, change->supplier, {}};
  for (const auto& wanted : lines) {
    auto& line = *change.find_line(wanted.line_id);
    const auto units = wanted.quantity.value();
    const auto amount = return_share(line.amount, line.quantity, {line.returned, line.returned_amount}, units);
    store::add_declined(tx, line.order, line.id, units);
    if (!store::add_returned(tx, line.order, line.id, units, amount)) {
      throw std::logic_error("a line changed under its order's lock");
    }
    line.declined += units;
    line.returned += units;
    line.returned_amount += amount;
    quantities[line.sku] += units;
    given_back.push_back({line.id, units});
    plan.lines.push_back({line.id, units, amount});
    told.lines.push_back({line.id, units, amount});
  }
  Money back;
  for (const auto& line : plan.lines) back += line.amount;
  if (back > Money() && change->paid_at) promise_refund(tx, context, change, plan);
  if (back > Money() && !change->paid_at) forgo(tx, context, change, plan, said);
  store::release(tx, context.random, change.order().id, quantities);
  give_back(tx, context.random, change, given_back);
  if (nothing_will_come(change.lines())) {
    change.tell(kOrderDeclined, said, json::write(facts_of(change.order(), change.lines())).as_object(),
                {{"amount", to_yuan(change->kept() == Money() ? change->total : back)}});
  } else {
    change.tell(kLinesDeclined, said, json::write(told).as_object());
  }
  SH_CHECK(close_shipping(tx, change));
  change.save(context);
  if (!change->paid_at) close_what_asks_for_more(tx, change.order());
  return {};
}

}  // namespace shanhai::orders
