#include "services/orders/payment/service.hpp"

#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "common/telemetry/log.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/payment/opening.hpp"
#include "services/orders/payment/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kCheckBatch = 50;
constexpr std::chrono::milliseconds kCheckPause(2000);
constexpr std::string_view kDescription = "山海助农订单";

// 1, 2, 4 ... 10 minutes.
std::chrono::seconds check_pause(std::int64_t attempts) {
  const std::chrono::seconds pause(60LL << std::clamp<std::int64_t>(attempts, 0, 4));
  return std::min(pause, std::chrono::seconds(600));
}

// After the channel answered. What happened in the meantime wins.
Result<PaymentRow> note_code(db::Tx& tx, PaymentId id, OrderGroupId group, const std::string& code_url) {
  SH_CHECK(store::lock_group(tx, group, {}));
  auto payment = store::lock_payment(tx, id);
  if (payment.state != PaymentState::opening && payment.state != PaymentState::awaiting) return payment;
  SH_TRY(payment.state, move_payment(payment.state, PaymentAction::open));
  payment.code_url = code_url;
  store::update_payment(tx, payment);
  SHANHAI_FAILPOINT("orders.payment.code_before_commit");
  return payment;
}

}  // namespace

Task<Result<db::Replayable<PaymentView>>> Payments::open(const Command& command, PaymentBody body,
                                                         db::IdempotencyKey key) {
  const bool configured = is_online(body.channel) ? providers_.of(body.channel) != nullptr : payee_.is_set();
  if (!configured) {
    auto refusal = Error::unprocessable("channel_not_configured");
    refusal.fields.push_back({"/channel", refusal.code, {}});
    co_return refusal;
  }
  auto work = [this, command, body, key](db::Tx& tx) -> Result<db::Replayable<PaymentRow>> {
    const auto scope = scope_of(command.caller);
    SH_TRY(const auto ref, db::idempotent(tx, key, [&]() -> Result<OpenedPaymentRef> {
             SH_TRY(const auto opened, open_payment(tx, context_, scope, body));
             db::append_audit(tx, context_.random,
                              {command.caller.actor(),
                               "orders.payment.open",
                               opened.payment_id.str(),
                               {{"order_group", body.order_group_id.str()}, {"channel", name_of(body.channel)}}});
             return opened;
           }));
    auto payment = store::find_payment(tx, ref.value.payment_id, scope);
    if (!payment) return Error::not_found("payment");
    return db::Replayable<PaymentRow>{std::move(*payment), ref.replayed};
  };
  auto opened = co_await context_.database.transaction(work);
  if (opened.has_error()) co_return opened.error();
  SHANHAI_FAILPOINT("orders.payment.intent_committed");
  auto payment = std::move(opened->value);
  if (payment.state == PaymentState::opening) {
    auto called = co_await call_channel(std::move(payment));
    if (called.has_error()) co_return called.error();
    payment = std::move(*called);
  }
  co_return db::Replayable<PaymentView>{view_of(payment, payee_), opened->replayed};
}

Task<Result<PaymentRow>> Payments::call_channel(PaymentRow payment) {
  auto* channel = providers_.of(payment.channel);
  if (!channel) co_return Error::unprocessable("channel_not_configured");
  PaymentOrder order{payment.channel_number, std::string(kDescription), payment.amount, payment.expires_at};
  auto opened = co_await channel->open(std::move(order));
  if (opened.has_error()) co_return opened.error();
  SHANHAI_FAILPOINT("orders.payment.channel_called");
  auto work = [payment, code_url = opened->code_url](db::Tx& tx) {
    return note_code(tx, payment.id, payment.group, code_url);
  };
  auto noted = co_await context_.database.transaction(work);
  SHANHAI_FAILPOINT("orders.payment.code_noted");
  co_return noted;
}

Task<Result<PaymentView>> Payments::payment(const auth::Principal& caller, PaymentId id) {
  auto read = [caller, id](db::Tx& tx) -> Result<PaymentRow> {
    auto found = store::find_payment(tx, id, scope_of(caller));
    if (!found) return Error::not_found("payment");
    return std::move(*found);
  };
  auto found = co_await context_.database.snapshot(read);
  if (found.has_error()) co_return found.error();
  co_return view_of(*found, payee_);
}

Task<Result<Booked>> Payments::receive(Receipt receipt) {
  auto work = [this, receipt](db::Tx& tx) { return receive_money(tx, context_, receipt, {}); };
  auto booked = co_await context_.database.transaction(work);
  SHANHAI_FAILPOINT("orders.payment.after_commit");
  if (booked.has_value() && booked->is_new) context_.sequencer.committed();
  co_return booked;
}

Task<std::int64_t> Payments::check_due() {
  if (!providers_.any()) co_return 0;
  auto read = [](db::Tx& tx) -> Result<std::vector<PaymentId>> {
    return store::list_payments_to_check(tx, kCheckBatch);
  };
  auto due = co_await context_.database.snapshot(read);
  std::int64_t checked = 0;
  for (const auto& id : due.value()) {
    std::string failure;
    try {
      co_await check(id);
    } catch (const std::exception& e) {
      failure = e.what();  // tried again when its next time comes; holds no other up
    }
    if (failure.empty()) {
      ++checked;
    } else {
      telemetry::log_warn("orders.payment_check_failed", {{"payment", id.str()}, {"what", failure}});
    }
  }
  co_return checked;
}

Task<> Payments::check(PaymentId id) {
  auto claim = [id](db::Tx& tx) -> Result<std::optional<PaymentRow>> {
    auto payment = store::find_payment(tx, id, {});
    if (!payment || !store::claim_check(tx, id, tx.now() + check_pause(payment->attempts)))
      return std::optional<PaymentRow>();
    return payment;
  };
  auto claimed = co_await context_.database.transaction(claim);
  if (claimed.has_error() || !*claimed) co_return;
  const auto payment = std::move(**claimed);
  SHANHAI_FAILPOINT("orders.payment.check_claimed");
  auto* channel = providers_.of(payment.channel);
  if (!channel) throw Unavailable("the payment's channel is not configured any more");
  auto found = co_await channel->find(payment.channel_number);
  if (found.has_error()) {
    telemetry::log_warn("orders.payment_check_refused", {{"payment", id.str()}, {"what", found.error().detail}});
    co_return;
  }
  co_await settle(*channel, payment, *found);
}

Task<> Payments::settle(PaymentProvider& channel, const PaymentRow& payment, const ProviderPayment& found) {
  SHANHAI_FAILPOINT("orders.payment.channel_asked");
  if (found.state == ProviderPayment::State::paid) {
    Receipt receipt{payment.channel, payment.channel_number, found.transaction, found.amount, found.paid_at};
    auto booked = co_await receive(std::move(receipt));
    if (booked.has_error()) {
      telemetry::log_error("orders.payment_not_booked", {{"payment", payment.id.str()}, {"code", booked.error().code}});
    }
    co_return;
  }
  const bool expired = payment.expires_at <= context_.clock.now();
  if (payment.state != PaymentState::closed && !expired) co_return;
  if (found.state != ProviderPayment::State::closed) {
    // Nobody can pay it any more before it is forgotten: money that still came would be found by asking.
    auto closed = co_await channel.close(payment.channel_number);
    SHANHAI_FAILPOINT("orders.payment.channel_closed");
    if (closed.has_error()) co_return;  // paid at this moment, perhaps: asked again
    // Alipay has no trade before the buyer scans, so nothing was closed: the code can be paid until it expires.
    if (found.state == ProviderPayment::State::unknown && !expired) co_return;
  }
  auto work = [id = payment.id, group = payment.group](db::Tx& tx) -> Result<void> {
    SH_CHECK(store::lock_group(tx, group, {}));
    auto row = store::lock_payment(tx, id);
    if (row.state == PaymentState::paid) return {};
    SH_TRY(row.state, move_payment(row.state, PaymentAction::close));
    row.next_check_at.reset();
    store::update_payment(tx, row);
    return {};
  };
  auto done = co_await context_.database.transaction(work);
  if (done.has_error())
    telemetry::log_error("orders.payment_not_closed", {{"payment", payment.id.str()}, {"code", done.error().code}});
}

Task<> Payments::check_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto checked = co_await check_due();
    if (checked < kCheckBatch) co_await loop.pause(kCheckPause);
  }
}

}  // namespace shanhai::orders
