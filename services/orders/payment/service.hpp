// Payments: asking a channel for a group's money, taking what comes in, and watching what has not come.
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/payment/provider.hpp"
#include "services/orders/payment/receiving.hpp"
#include "services/orders/payment/views.hpp"

namespace shanhai::orders {

class Payments {
 public:
  Payments(Context& context, Providers providers, Payee payee)
      : context_(context), providers_(providers), payee_(std::move(payee)) {}

  // The payment is committed before the channel is called, under a number that repetitions share; one that can still be
  // paid is given again. order_group_not_found; conflict nothing_to_pay, payment_overdue; unprocessable
  // channel_not_configured, channel_mismatch. Throws Unavailable where the channel does not answer: the same key goes
  // on.
  Task<Result<db::Replayable<PaymentView>>> open(const Command& command, PaymentBody body, db::IdempotencyKey key);
  Task<Result<PaymentView>> payment(const auth::Principal& caller, PaymentId id);  // payment_not_found

  // A verified callback. Exactly once, whatever is repeated or reordered.
  Task<Result<Booked>> receive(Receipt receipt);

  // Asks the channel about payments whose time has come; gives how many without a failure.
  Task<std::int64_t> check_due();
  Task<> check_loop(Loop& loop);

 private:
  Task<Result<PaymentRow>> call_channel(PaymentRow payment);
  Task<> check(PaymentId id);
  // What the channel says of a payment that was not heard of.
  Task<> settle(PaymentProvider& channel, const PaymentRow& payment, const ProviderPayment& found);

  Context& context_;
  const Providers providers_;
  const Payee payee_;
};

}  // namespace shanhai::orders
