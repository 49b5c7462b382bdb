#include "services/orders/returns/change.hpp"

#include "services/orders/ordering/store.hpp"
#include "services/orders/refunds/domain.hpp"
#include "services/orders/refunds/promise.hpp"
#include "services/orders/returns/store.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

json::Object facts_of(const ReturnRow& row, const std::vector<ReturnLineRow>& lines) {
  ReturnFacts out{row.id, row.order,           row.supplier,      row.kind == ReturnKind::quality,
                  {},     name_of(row.remedy), name_of(row.state)};
  for (const auto& line : lines) out.lines.push_back({line.line, line.quantity, line.amount});
  return json::write(out).as_object();
}

}  // namespace

ReturnChange::ReturnChange(db::Tx& tx, Context& context, OrderRow order, ReturnRow row)
    : tx_(tx),
      context_(context),
      order_(tx, std::move(order)),
      row_(std::move(row)),
      lines_(store::list_return_lines(tx, {row_.id})),
      old_state_(row_.state) {}

ReturnChange::ReturnChange(db::Tx& tx, Context& context, OrderChange order, ReturnRow row,
                           std::vector<ReturnLineRow> lines)
    : tx_(tx),
      context_(context),
      order_(std::move(order)),
      row_(std::move(row)),
      lines_(std::move(lines)),
      old_state_(row_.state) {}

Result<void> ReturnChange::act(ReturnAction action) {
  SH_TRY(row_.state, move_return(row_.state, action));
  row_.due_at = due_after(row_.state, tx_.now(), context_.policy.returns);
  if (is_open(row_.state)) {
    row_.closed_at.reset();
  } else {
    row_.closed_at = tx_.now();
  }
  return {};
}

void ReturnChange::tell(std::string_view type, const By& by) {
  const bool by_itself = by.actor == kSystemActor && !by.reason.empty();
  order_.tell(type, {by.actor, by.trace_id, by_itself ? by.reason : name_of(row_.kind)}, facts_of(row_, lines_));
}

Result<void> ReturnChange::take_units() {
  for (const auto& line : lines_) {
    if (!store::add_returned(tx_, row_.order, line.line, line.quantity, line.amount)) {
      return Error::conflict("more_than_bought", "more would be returned than was bought");
    }
  }
  return {};
}

Result<void> ReturnChange::take_units_again() {
  row_.refund_amount = Money();
  for (auto& line : lines_) {
    const auto& bought = *order_.find_line(line.line);
    if (bought.returned + line.quantity > bought.quantity) {
      return Error::conflict("more_than_bought", "more would be returned than was bought");
    }
    const UnderReturn before{bought.returned, bought.returned_amount};
    line.amount = return_share(bought.amount, bought.quantity, before, line.quantity);
    row_.refund_amount += line.amount;
  }
  store::reprice_lines(tx_, row_.id, lines_);
  return take_units();
}

void ReturnChange::free_units() {
  for (const auto& line : lines_) {
    if (!store::add_returned(tx_, row_.order, line.line, -line.quantity, -line.amount)) {
      throw std::logic_error("a line changed under its order's lock");
    }
  }
}

Result<void> ReturnChange::pay(const std::vector<RefundLineRow>* ruled) {
  RefundPlan plan;
  plan.kind = RefundKind::returned;
  plan.return_id = row_.id;
  plan.reason = name_of(row_.kind);
  plan.keeps_freight = row_.kind == ReturnKind::no_reason;
  Money total;
  for (const auto& line : lines_) plan.lines.push_back({line.line, line.quantity, line.amount});
  if (ruled) plan.lines = *ruled;
  for (const auto& line : plan.lines) total += line.amount;
  if (total == Money()) return {};  // a gift: there is nothing to give back
  if (!order_->paid_at) return Error::conflict("order_not_paid", "bought on credit: paid back once it is paid");
  if (total > order_->kept()) return Error::conflict("more_than_kept", "the order does not hold so much any more");
  row_.refund = promise_refund(tx_, context_, order_, plan);
  return {};
}

std::map<SkuId, std::int64_t> ReturnChange::quantities() {
  std::map<SkuId, std::int64_t> out;
  for (const auto& line : lines_) out[order_.find_line(line.line)->sku] += line.quantity;
  return out;
}

void ReturnChange::reserve_replacement(const By& by) {
  if (row_.reserved) return;
  if (store::try_reserve(tx_, context_.random, row_.order, quantities())) {
    row_.reserved = true;
    return;
  }
  row_.remedy = ReturnRemedy::refund;
  tell(kReturnIrreplaceable, by);
}

void ReturnChange::release_replacement() {
  if (!row_.reserved) return;
  store::release(tx_, context_.random, row_.order, quantities());
  row_.reserved = false;
}

void ReturnChange::insert() {
  store::insert_return(tx_, row_, lines_);
  old_state_ = row_.state;
}

void ReturnChange::save() {
  store::update_return(tx_, row_, old_state_);
  old_state_ = row_.state;
  order_.save(context_);
}

Result<ReturnChange> lock_return(db::Tx& tx, Context& context, ReturnId id, const OrderScope& scope) {
  SH_TRY(const auto seen, store::get_return(tx, id, scope));
  SH_TRY(auto order, store::lock_order(tx, seen.order, scope));
  SH_TRY(auto row, store::get_return(tx, id, scope));
  return ReturnChange(tx, context, std::move(order), std::move(row));
}

ReturnParty party_of(const auth::Principal& caller) {
  switch (caller.role) {
    case auth::Role::supplier:
      return ReturnParty::supplier;
    case auth::Role::platform_operator:
      return ReturnParty::platform;
    default:
      return ReturnParty::buyer;
  }
}

}  // namespace shanhai::orders
