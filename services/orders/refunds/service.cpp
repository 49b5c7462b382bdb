#include "services/orders/refunds/service.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "common/telemetry/log.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/declining.hpp"
#include "services/orders/names.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/service.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/payment/bank_transfer/store.hpp"
#include "services/orders/payment/store.hpp"
#include "services/orders/refunds/store.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kBatch = 50;
constexpr std::chrono::milliseconds kPause(1000);
constexpr std::size_t kMaxFailure = 100;

// A refund whose turn it is, with what the channel needs to know of its payment.
struct Claimed {
  RefundRow refund;
  std::string payment_number;
  Money total;
};

Result<std::optional<Claimed>> claim(db::Tx& tx, RefundId id) {
  const auto refund = store::find_refund(tx, id);
  if (!refund || !store::claim_refund(tx, id, tx.now() + refund_pause(static_cast<int>(refund->attempts)))) {
    return std::optional<Claimed>();
  }
  const auto payment = store::find_payment(tx, refund->payment, {});
  if (!payment) return Error::internal("a refund's payment is not there");
  return std::optional(Claimed{*refund, payment->channel_number, payment->amount});
}

// Nothing was paid: what the refund has become. What others did in the meantime wins.
Result<void> note_progress(db::Tx& tx, Context& context, RefundId id, RefundAction action, const std::string& failure,
                           bool closed) {
  auto refund = store::lock_refund(tx, id);
  if (!refund || (refund->state != RefundState::requested && refund->state != RefundState::processing)) return {};
  refund->last_failure = failure.substr(0, kMaxFailure);
  if (action == RefundAction::submit && failure.empty()) {
    SH_TRY(refund->state, move_refund(refund->state, action));
    if (!refund->accepted_at) refund->accepted_at = tx.now();
  } else if (action == RefundAction::refuse) {
    SH_TRY(refund->state, move_refund(refund->state, action));
    refund->next_attempt_at.reset();
    if (closed) refund->channel_number = next_refund_number(refund->channel_number).value_or(refund->channel_number);
    tell_account(tx, context, kRefundRefused, Party::buyer, account_of(tx, refund->payment),
                 {{"amount", to_yuan(refund->amount)}});
  }
  store::update_refund(tx, *refund);
  return {};
}

Error wrong_entry(Error refusal) {
  refusal.fields.push_back({"/entry_number", refusal.code, {}});
  return refusal;
}

// Money that no order took leaves no event when it goes back: the audit row says who paid it out.
Result<RefundRef> confirm_refund(db::Tx& tx, Context& context, const Command& command, RefundId id,
                                 const std::string& entry_number) {
  const auto refund = store::find_refund(tx, id);
  if (!refund) return Error::not_found("refund");
  if (refund->state == RefundState::succeeded)
    return Error::conflict("refund_state", "the refund has already been paid");
  if (refund->channel != PaymentChannel::bank_transfer && refund->state != RefundState::refused)
    return Error::conflict("refund_not_by_bank");
  auto entry = store::lock_bank_entry(tx, entry_number);
  if (!entry) return wrong_entry(Error::unprocessable("bank_entry_not_found", "no imported statement has it"));
  if (entry->state == BankEntryState::matched) return wrong_entry(Error::conflict("bank_entry_used"));
  SH_CHECK(pay_refund_by_entry(tx, context, *entry, *refund, by_of(command, "paid out by bank")));
  db::append_audit(tx, context.random,
                   {command.caller.actor(), "orders.refund.confirm", id.str(), {{"bank_entry", entry_number}}});
  return RefundRef{id};
}

Result<RefundRef> retry_refund(db::Tx& tx, Context& context, const Command& command, RefundId id,
                               const std::string& reason) {
  auto refund = store::lock_refund(tx, id);
  if (!refund) return Error::not_found("refund");
  SH_TRY(refund->state, move_refund(refund->state, RefundAction::retry));
  refund->attempts = 0;
  refund->next_attempt_at = tx.now();
  store::update_refund(tx, *refund);
  db::append_audit(tx, context.random,
                   {command.caller.actor(),
                    "orders.refund.retry",
                    id.str(),
                    {{"reason", reason}, {"channel_number", refund->channel_number}}});
  return RefundRef{id};
}

// Gives back all that no order took of a payment.
Result<RefundRef> give_back_rest(db::Tx& tx, Context& context, const Command& command, PaymentId id,
                                 const std::string& reason) {
  const auto seen = store::find_payment(tx, id, {});
  if (!seen) return Error::not_found("payment");
  SH_CHECK(store::lock_group(tx, seen->group, {}));
  auto payment = store::lock_payment(tx, id);
  if (payment.state != PaymentState::paid && payment.state != PaymentState::closed) {
    return Error::conflict("payment_state", "the rest may still come");
  }
  if (payment.unapplied <= Money()) return Error::conflict("nothing_to_give_back");
  const auto refund = promise_refund(tx, context, payment, RefundKind::surplus, payment.unapplied);
  store::update_payment(tx, payment);
  db::append_audit(
      tx, context.random,
      {command.caller.actor(), "orders.payment.give_back", id.str(), {{"refund", refund.str()}, {"reason", reason}}});
  return RefundRef{refund};
}

}  // namespace

RefundView view_of(const RefundRow& refund) {
  RefundView out{refund.id,
                 refund.payment,
                 refund.order,
                 refund.kind,
                 refund.channel,
                 refund.state,
                 refund.amount,
                 {},
                 refund.bank_entry,
                 refund.attempts,
                 {},
                 refund.requested_at,
                 refund.succeeded_at};
  if (refund.channel == PaymentChannel::bank_transfer) out.reference_code = refund.channel_number;
  if (!refund.last_failure.empty()) out.last_failure = refund.last_failure;
  return out;
}

Task<Result<RefundPage>> Refunds::refunds(RefundQuery query) {
  auto read = [query](db::Tx& tx) -> Result<RefundPage> {
    SH_TRY(const auto cursor, cursor_of<RefundId>(query.cursor));
    auto rows = store::list_refunds(tx, query.channel, query.state, cursor.value_or(RefundId()), query.size() + 1);
    RefundPage page;
    page.next_cursor = cut_page(rows, query.size(), [](const RefundRow& row) { return row.id; });
    for (const auto& row : rows) page.items.push_back(view_of(row));
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<db::Replayable<RefundView>>> Refunds::confirm(const Command& command, RefundId id, std::string entry_number,
                                                          db::IdempotencyKey key) {
  auto work = [this, command, id, entry_number, key](db::Tx& tx) -> Result<db::Replayable<RefundView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<RefundRef> {
             return confirm_refund(tx, context_, command, id, entry_number);
           }));
    return db::Replayable<RefundView>{view_of(*store::find_refund(tx, done.value.refund_id)), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<RefundView>>> Refunds::retry(const Command& command, RefundId id, std::string reason,
                                                        db::IdempotencyKey key) {
  auto work = [this, command, id, reason, key](db::Tx& tx) -> Result<db::Replayable<RefundView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<RefundRef> {
             return retry_refund(tx, context_, command, id, reason);
           }));
    return db::Replayable<RefundView>{view_of(*store::find_refund(tx, done.value.refund_id)), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) wake();
  co_return out;
}

Task<Result<db::Replayable<RefundView>>> Refunds::give_back(const Command& command, PaymentId id, std::string reason,
                                                            db::IdempotencyKey key) {
  auto work = [this, command, id, reason, key](db::Tx& tx) -> Result<db::Replayable<RefundView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<RefundRef> {
             return give_back_rest(tx, context_, command, id, reason);
           }));
    return db::Replayable<RefundView>{view_of(*store::find_refund(tx, done.value.refund_id)), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) wake();
  co_return out;
}

Task<Result<void>> Refunds::complete(PaymentChannel channel, std::string number, std::string provider_refund,
                                     Money amount) {
  const auto id = RefundId::parse(std::string(first_refund_number(number)));
  if (id.has_error()) co_return Error::not_found("refund");
  auto work = [this, id = *id, channel, provider_refund, amount](db::Tx& tx) -> Result<void> {
    const auto refund = store::find_refund(tx, id);
    if (!refund || refund->channel != channel) return Error::not_found("refund");
    if (refund->amount != amount) return Error::unprocessable("amount_mismatch", "the amount is not the refund's");
    SHANHAI_FAILPOINT("orders.refund.before_complete");
    SH_CHECK(complete_refund(tx, context_, id, {provider_refund, {}}, {}));
    return {};
  };
  auto out = co_await context_.database.transaction(work);
  SHANHAI_FAILPOINT("orders.refund.after_complete");
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<OrderView>>> Refunds::decline(const Command& command, OrderId id, std::string reason,
                                                         db::IdempotencyKey key, std::vector<DeclinedLine> lines) {
  auto work = [this, command, id, reason, key, lines](db::Tx& tx) -> Result<db::Replayable<OrderView>> {
    const auto scope = scope_of(command.caller);
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<ChangedOrder> {
             SH_TRY(const auto seen, store::get_order(tx, id, scope));
             if (!seen.paid_at) SH_CHECK(store::lock_group(tx, seen.group, {}));
             SH_TRY(auto order, store::lock_order(tx, id, scope));
             OrderChange change(tx, std::move(order));
             SH_CHECK(decline_lines(tx, context_, change, lines, reason, by_of(command)));
             return ChangedOrder{id};
           }));
    SH_TRY(const auto order, store::get_order(tx, done.value.order_id, scope));
    return db::Replayable<OrderView>{read_order_view(tx, context_, order, command.caller), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  SHANHAI_FAILPOINT("orders.decline.after_commit");
  if (out.has_value()) {
    context_.sequencer.committed();
    wake();
  }
  co_return out;
}

void Refunds::wake() {
  if (loop_) loop_->wake();
}

Task<std::int64_t> Refunds::run_due() {
  if (!providers_.any()) co_return 0;
  auto read = [](db::Tx& tx) -> Result<std::vector<RefundId>> { return store::list_refunds_due(tx, kBatch); };
  auto due = co_await context_.database.snapshot(read);
  std::int64_t ran = 0;
  for (const auto& id : due.value()) {
    std::string failure;
    try {
      co_await run(id);
    } catch (const std::exception& e) {
      failure = e.what();  // tried again when its next time comes; holds no other up
    }
    if (failure.empty()) {
      ++ran;
    } else {
      telemetry::log_warn("orders.refund_failed", {{"refund", id.str()}, {"what", failure}});
    }
  }
  co_return ran;
}

Task<Result<ProviderRefund>> Refunds::call_channel(PaymentProvider& channel, const RefundRow& refund,
                                                   RefundOrder order) {
  if (refund.state == RefundState::processing) {
    auto found = co_await channel.find_refund(order);
    if (found.has_error() || found->state != ProviderRefund::State::unknown) co_return found;
  }
  if (SHANHAI_PLANTED_BUG("orders.refund_number_unstable")) order.number = context_.random.digits(20);
  SHANHAI_FAILPOINT("orders.refund.before_call");
  auto sent = co_await channel.refund(std::move(order));
  co_return sent;
}

Task<> Refunds::note(const RefundRow& refund, const Result<ProviderRefund>& answer) {
  using State = ProviderRefund::State;
  const bool closed = answer.has_value() && answer->state == State::closed;
  const bool unpaid = closed || (answer.has_value() && answer->state == State::failed);
  // What the channel has taken ends by its own word only: a question that it does not answer is asked again.
  const bool last = answer.has_error() && refund.state != RefundState::processing &&
                    (answer.error().code == kRefusedForGood || refund.attempts + 1 >= context_.policy.refund_attempts);
  const std::string failure = answer.has_error() ? answer.error().detail
                              : closed           ? "the channel closed it unpaid"
                              : unpaid           ? "the channel could not pay it"
                                                 : "";
  const auto action = unpaid || last ? RefundAction::refuse : RefundAction::submit;
  if (!failure.empty()) {
    telemetry::log_error("orders.refund_refused",
                         {{"refund", refund.id.str()}, {"what", failure}, {"for_good", unpaid || last}});
  }
  auto work = [this, id = refund.id, action, failure, closed](db::Tx& tx) {
    return note_progress(tx, context_, id, action, failure, closed);
  };
  auto noted = co_await context_.database.transaction(work);
  SHANHAI_FAILPOINT("orders.refund.progress_noted");
  if (noted.has_error())
    telemetry::log_error("orders.refund_not_noted", {{"refund", refund.id.str()}, {"code", noted.error().code}});
}

Task<> Refunds::run(RefundId id) {
  auto take = [id](db::Tx& tx) { return claim(tx, id); };
  auto claimed = co_await context_.database.transaction(take);
  if (claimed.has_error() || !*claimed) co_return;
  const auto& refund = (*claimed)->refund;
  SHANHAI_FAILPOINT("orders.refund.claimed");
  auto* channel = providers_.of(refund.channel);
  if (!channel) throw Unavailable("the refund's channel is not configured any more");
  RefundOrder order{(*claimed)->payment_number, refund.channel_number, refund.amount, (*claimed)->total, "退款"};
  auto answer = co_await call_channel(*channel, refund, std::move(order));
  SHANHAI_FAILPOINT("orders.refund.channel_called");
  if (answer.has_error() || answer->state != ProviderRefund::State::succeeded) {
    co_await note(refund, answer);
    co_return;
  }
  auto done = co_await complete(refund.channel, refund.channel_number, answer->id, refund.amount);
  if (done.has_error())
    telemetry::log_error("orders.refund_not_booked", {{"refund", id.str()}, {"code", done.error().code}});
}

Task<> Refunds::run_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto ran = co_await run_due();
    if (ran < kBatch) co_await loop.pause(kPause);
  }
}

}  // namespace shanhai::orders
