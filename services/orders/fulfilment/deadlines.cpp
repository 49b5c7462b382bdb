#include "services/orders/fulfilment/deadlines.hpp"

#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "services/orders/fulfilment/acceptance.hpp"
#include "services/orders/fulfilment/recall_notices.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/ordering/waits.hpp"
#include "services/orders/presale/settling.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::chrono::milliseconds kPause(5000);

By by_itself(std::string reason) { return {std::string(kSystemActor), {}, std::move(reason)}; }

std::vector<IdBytes> bytes_of(const std::vector<OrderId>& orders) {
  std::vector<IdBytes> out;
  for (const auto& order : orders) out.push_back(order.bytes());
  return out;
}

Result<bool> deliver_one(db::Tx& tx, Context& context, OrderId id) {
  SH_TRY(auto order, store::lock_order(tx, id, {}));
  store::end_wait(tx, WaitKind::delivery, id);
  if (order.state != OrderState::shipped) return true;
  OrderChange change(tx, std::move(order));
  SH_CHECK(deliver_order(context.policy, change, tx.now(), tx.now(), by_itself("auto_delivery")));
  change.save(context);
  SHANHAI_FAILPOINT("orders.auto_delivery.before_commit");
  return true;
}

Result<bool> give_notice(db::Tx& tx, Context& context, OrderId id) {
  SH_TRY(const auto order, store::lock_order(tx, id, {}));
  store::end_wait(tx, WaitKind::acceptance_notice, id);
  if (order.state != OrderState::delivered) return true;
  tell_parties(tx, context, kAcceptanceComing, order, {{"days", context.policy.accept_notice_days}});
  return true;
}

Result<bool> tell_of_credit(db::Tx& tx, Context& context, OrderId id) {
  const auto order = store::find_order(tx, id, {});
  store::end_wait(tx, WaitKind::credit_notice, id);
  // There is none where the placement that began the wait was refused.
  if (order && order->state == OrderState::placed) tell_parties(tx, context, kCreditPlaced, *order);
  return true;
}

Result<bool> tell_of_delay(db::Tx& tx, Context& context, OrderId id) {
  SH_TRY(const auto order, store::lock_order(tx, id, {}));
  store::end_wait(tx, WaitKind::presale_notice, id);
  if (order.state == OrderState::cancelled || !waits_longer(tx, store::list_lines(tx, id))) return true;
  tell_parties(tx, context, kPresalePutOff, order);
  return true;
}

Result<bool> accept_one(db::Tx& tx, Context& context, OrderId id) {
  SH_TRY(auto order, store::lock_order(tx, id, {}));
  if (order.state == OrderState::delivered && store::has_open_return(tx, id)) return false;
  store::end_wait(tx, WaitKind::acceptance, id);
  if (order.state != OrderState::delivered) return true;
  OrderChange change(tx, std::move(order));
  SH_CHECK(accept_order(tx, context, change, by_itself("auto_acceptance")));
  change.save(context);
  SHANHAI_FAILPOINT("orders.auto_acceptance.before_commit");
  return true;
}

Result<bool> complete_one(db::Tx& tx, Context& context, OrderId id) {
  SH_TRY(auto order, store::lock_order(tx, id, {}));
  if (order.state != OrderState::accepted || !order.paid_at) return true;
  if (store::has_open_return(tx, id)) return false;  // asked for since the orders were listed
  OrderChange change(tx, std::move(order));
  SH_CHECK(change.act(OrderAction::complete));
  change->completed_at = tx.now();
  const auto accrued = -store::balance_of_order(tx, id, Account::supplier_accrued);
  store::post(tx, context.random, {LedgerKind::completion, id.bytes(), id}, post_completion(change->supplier, accrued));
  change.tell(kOrderCompleted, by_itself("return window over"));
  change.save(context);
  return true;
}

Result<bool> forget_one(db::Tx& tx, Context& context, OrderId id) {
  SH_CHECK(store::lock_order(tx, id, {}));
  store::end_wait(tx, WaitKind::retention, id);
  if (!store::forget_recipients(tx, id)) return true;
  db::append_audit(
      tx, context.random,
      {std::string(kSystemActor), "orders.recipients.forget", id.str(), {{"reason", "retention is over"}}});
  return true;
}

using Step = Result<bool> (*)(db::Tx&, Context&, OrderId);

// Orders that have waited for `days`.
DueWork waiting(Context& context, std::string_view loop, WaitKind kind, int days, Step step) {
  DueWork out;
  out.loop = loop;
  out.list = [kind, days, loop](db::Tx& tx, std::int64_t limit) {
    return bytes_of(store::list_waits(tx, kind, tx.now() - std::chrono::hours(24 * days), loop, limit));
  };
  out.work = [&context, step](db::Tx& tx, const IdBytes& subject) { return step(tx, context, OrderId(subject)); };
  return out;
}

}  // namespace

Task<std::int64_t> Deadlines::deliver_due() {
  const auto due = waiting(context_, "delivery", WaitKind::delivery, context_.policy.auto_deliver_days, deliver_one);
  const auto done = co_await run_due(context_, due);
  co_return done;
}

Task<std::int64_t> Deadlines::give_notice_due() {
  const auto days = context_.policy.auto_accept_days - context_.policy.accept_notice_days;
  const auto due = waiting(context_, "acceptance_notice", WaitKind::acceptance_notice, std::max(days, 0), give_notice);
  const auto done = co_await run_due(context_, due);
  co_return done;
}

Task<std::int64_t> Deadlines::tell_due() {
  const auto credit = waiting(context_, "credit_notice", WaitKind::credit_notice, 0, tell_of_credit);
  const auto suppliers = co_await run_due(context_, credit);
  const auto recall = recall_notices(context_);
  const auto buyers = co_await run_due(context_, recall);
  const auto presale = waiting(context_, "presale_notice", WaitKind::presale_notice, 0, tell_of_delay);
  const auto delayed = co_await run_due(context_, presale);
  co_return std::max({suppliers, buyers, delayed});
}

Task<std::int64_t> Deadlines::accept_due() {
  const auto due = waiting(context_, "acceptance", WaitKind::acceptance, context_.policy.auto_accept_days, accept_one);
  const auto done = co_await run_due(context_, due);
  co_return done;
}

Task<std::int64_t> Deadlines::complete_due() {
  DueWork due;
  due.loop = "completion";
  due.list = [](db::Tx& tx, std::int64_t limit) { return bytes_of(store::list_to_complete(tx, "completion", limit)); };
  due.work = [this](db::Tx& tx, const IdBytes& subject) { return complete_one(tx, context_, OrderId(subject)); };
  const auto done = co_await run_due(context_, due);
  co_return done;
}

Task<std::int64_t> Deadlines::forget_due() {
  const auto due = waiting(context_, "retention", WaitKind::retention, context_.policy.retention_days, forget_one);
  const auto done = co_await run_due(context_, due);
  co_return done;
}

Task<> Deadlines::loop(Loop& own) {
  while (!own.stopping()) {
    std::int64_t most = 0;
    auto done = co_await tell_due();
    most = std::max(most, done);
    done = co_await deliver_due();
    most = std::max(most, done);
    done = co_await give_notice_due();
    most = std::max(most, done);
    done = co_await accept_due();
    most = std::max(most, done);
    done = co_await complete_due();
    most = std::max(most, done);
    done = co_await forget_due();
    most = std::max(most, done);
    if (most < kDueBatch) co_await own.pause(kPause);
  }
}

}  // namespace shanhai::orders
