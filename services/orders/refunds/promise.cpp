#include "services/orders/refunds/promise.hpp"

#include "common/base/failpoint.hpp"
#include "services/orders/names.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/payment/store.hpp"
#include "services/orders/refunds/store.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders {
namespace {

RefundSource source_of(const OrderRow& order) {
  if (order.completed_at) return {Account::supplier_payable, order.supplier};
  if (order.accepted_at) return {Account::supplier_accrued, order.supplier};
  return {Account::order_escrow, {}};
}

RefundRow begin_refund(db::Tx& tx, Random& random, PaymentId payment, PaymentChannel channel, Money amount) {
  RefundRow out;
  out.id = RefundId(make_uuid_v7(tx.now(), random));
  out.payment = payment;
  out.channel = channel;
  out.amount = amount;
  out.channel_number = channel == PaymentChannel::bank_transfer ? make_reference_code(random) : out.id.str();
  out.requested_at = tx.now();
  if (channel == PaymentChannel::bank_transfer) {
    out.state = RefundState::processing;  // paid out by hand, confirmed by the bank's entry
    out.accepted_at = tx.now();
  } else {
    out.next_attempt_at = tx.now();
  }
  return out;
}

// Moves the promised money of the order to what was given back, and tells of it with the facts as they were before.
Result<void> complete_on_order(db::Tx& tx, Context& context, const RefundRow& refund, OrderChange& change,
                               const By& by) {
  const auto lines = store::list_refund_lines(tx, refund.id);
  OrderRefunded told{refund.id, facts_of(change.order(), change.lines()), {}, counted_in(change.order())};
  std::vector<RefundLineRow> goods;
  for (const auto& line : lines) {
    told.lines.push_back({line.line, line.quantity, line.amount});
    if (line.line == freight_line(change.order().id)) {
      change->freight_refunded += line.amount;
      continue;
    }
    if (auto* row = change.find_line(line.line)) row->refunded += line.amount;
    goods.push_back(line);
  }
  store::add_refunded(tx, change.order().id, goods);
  change->refunding -= refund.amount;
  change->refunded += refund.amount;
  if (change->refunded == change->total) SH_CHECK(change.act(OrderAction::refund_all));
  change.tell(kOrderRefunded, {by.actor, by.trace_id, name_of(refund.kind)}, json::write(told).as_object());
  change.save(context);
  return {};
}

}  // namespace

AccountId account_of(db::Tx& tx, PaymentId id) {
  const auto payment = store::find_payment(tx, id, {});
  const auto group = payment ? store::find_group(tx, payment->group, {}) : std::nullopt;
  if (!group) throw std::logic_error("a payment is for nothing");
  return group->buyer_account;
}

RefundId promise_refund(db::Tx& tx, Context& context, OrderChange& change, const RefundPlan& plan) {
  const auto& order = change.order();
  auto lines = plan.lines;
  Money goods;
  for (const auto& line : lines) goods += line.amount;
  auto amount = goods;
  const auto kept = order.kept_goods();  // the fee is on goods alone
  const auto freight = order.freight - order.freight_returned;
  if (!plan.keeps_freight && freight > Money() && order.kept() - goods == freight) {
    lines.push_back({freight_line(order.id), 0, freight});
    amount += freight;
    change->freight_returned += freight;
  }
  const auto applications = store::list_applications(tx, order.id);
  if (applications.size() != 1 || amount <= Money() || amount > order.kept()) {
    throw std::logic_error("an order can't give back what it does not hold");
  }
  const auto source = source_of(order);
  const auto fee = fee_of(change.lines());
  const auto fee_back = fee_on(kept, order.goods(), fee) - fee_on(kept - goods, order.goods(), fee);
  const auto payment = store::find_payment(tx, applications.front().payment, {});
  if (!payment) throw std::logic_error("an order was paid by a payment that is not there");
  auto refund = begin_refund(tx, context.random, payment->id, payment->channel, amount);
  refund.order = order.id;
  refund.return_id = plan.return_id;
  refund.kind = plan.kind;
  refund.taken_from = source.account;
  refund.reason = plan.reason;
  store::insert_refund(tx, refund, lines);
  store::post(tx, context.random, {LedgerKind::refund_promised, refund.id.bytes(), order.id},
              post_refund_promised(source, amount, fee_back));
  SHANHAI_FAILPOINT("orders.refund.promised");
  change->refunding += amount;
  return refund.id;
}

RefundId promise_refund(db::Tx& tx, Context& context, PaymentRow& payment, RefundKind kind, Money amount) {
  auto refund = begin_refund(tx, context.random, payment.id, payment.channel, amount);
  refund.kind = kind;
  refund.taken_from = Account::buyer_deposits;
  store::insert_refund(tx, refund, {});
  store::post(tx, context.random, {LedgerKind::refund_promised, refund.id.bytes(), std::nullopt},
              post_refund_promised({Account::buyer_deposits, {}}, amount, Money()));
  SHANHAI_FAILPOINT("orders.refund.rest_promised");
  payment.unapplied -= amount;
  tell_account(tx, context, kRestPromised, Party::buyer, account_of(tx, payment.id), {{"amount", to_yuan(amount)}});
  return refund.id;
}

Result<bool> complete_refund(db::Tx& tx, Context& context, RefundId id, RefundProof proof, const By& by) {
  const auto seen = store::find_refund(tx, id);
  if (!seen) return Error::not_found("refund");
  std::optional<OrderChange> change;
  if (seen->order) {
    SH_TRY(auto order, store::lock_order(tx, *seen->order, {}));
    change.emplace(tx, std::move(order));
  }
  auto refund = store::lock_refund(tx, id);
  if (refund->state == RefundState::succeeded) return false;
  // Sent to the channel again since it was looked at: the channel pays, the bank must not.
  const bool by_bank = proof.bank_entry && refund->channel != PaymentChannel::bank_transfer;
  if (by_bank && refund->state != RefundState::refused) return Error::conflict("refund_not_by_bank");
  SH_TRY(refund->state, move_refund(refund->state, RefundAction::succeed));
  refund->provider_refund = std::move(proof.provider_refund);
  refund->bank_entry = std::move(proof.bank_entry);
  if (!refund->accepted_at) refund->accepted_at = tx.now();
  refund->succeeded_at = tx.now();
  refund->next_attempt_at.reset();
  refund->last_failure.clear();
  store::update_refund(tx, *refund);
  SHANHAI_FAILPOINT("orders.refund.state_written");
  const auto paid_through = refund->bank_entry ? PaymentChannel::bank_transfer : refund->channel;
  store::post(tx, context.random, {LedgerKind::refund_paid, refund->id.bytes(), refund->order},
              post_refund_paid(receivable_of(paid_through), refund->amount));
  if (change) {
    SH_CHECK(complete_on_order(tx, context, *refund, *change, by));
  } else {
    tell_account(tx, context, kRestRefunded, Party::buyer, account_of(tx, refund->payment),
                 {{"amount", to_yuan(refund->amount)}});
  }
  return true;
}

Result<void> pay_refund_by_entry(db::Tx& tx, Context& context, BankEntryRow& entry, const RefundRow& refund,
                                 const By& by) {
  if (entry.amount != -refund.amount) {
    auto refusal = Error::unprocessable("amount_mismatch", "the entry is not this refund, paid out");
    refusal.fields.push_back({"/entry_number", refusal.code, {}});
    return refusal;
  }
  SH_TRY(const bool done, complete_refund(tx, context, refund.id, {entry.number, entry.number}, by));
  if (!done) return Error::conflict("refund_state", "the refund has already been paid");
  entry.state = BankEntryState::matched;
  entry.refund = refund.id;
  entry.reason.clear();
  store::settle_bank_entry(tx, entry);
  return {};
}

}  // namespace shanhai::orders
