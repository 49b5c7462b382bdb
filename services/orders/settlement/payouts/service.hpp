// Paying suppliers out: batches, the bank's file, and what the bank says of each payout.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/settlement/payouts/views.hpp"

namespace shanhai::orders {

class Payouts {
 public:
  explicit Payouts(Context& context) : context_(context) {}

  // Takes all that is payable to each supplier, debts taken off, and freezes which ledger entries that is. conflict
  // nothing_to_pay_out: to nobody enough is payable, or nobody has a bank account in use; nothing is made then.
  Task<Result<db::Replayable<PayoutBatchView>>> make_batch(const Command& command, PayoutBatchBody body,
                                                           db::IdempotencyKey key);
  Task<Result<PayoutBatchPage>> batches(http::PageQuery query);
  Task<Result<PayoutBatchView>> batch(PayoutBatchId id);
  // The bank's file, the same bytes every time; that it was handed out, and to whom, is recorded every time.
  Task<Result<std::string>> export_batch(const Command& command, PayoutBatchId id);

  Task<Result<PayoutPage>> payouts(const auth::Principal& caller, PayoutQuery query);
  Task<Result<PayoutView>> payout(const auth::Principal& caller, PayoutId id);
  Task<Result<CoveredEntryPage>> entries(const auth::Principal& caller, PayoutId id, http::PageQuery query);
  // The bank paid it. conflict payout_state, bank_reference_used; invalid: a day to come.
  Task<Result<db::Replayable<PayoutView>>> confirm(const Command& command, PayoutId id, ConfirmPayoutBody body,
                                                   db::IdempotencyKey key);
  // It failed, or came back: it is payable again, to another account where this one is at fault. conflict payout_state.
  Task<Result<db::Replayable<PayoutView>>> fail(const Command& command, PayoutId id, FailPayoutBody body,
                                                db::IdempotencyKey key);

 private:
  template <class F>
  Task<Result<db::Replayable<PayoutView>>> change(Command command, PayoutId id, db::IdempotencyKey key, F f);

  Context& context_;
};

}  // namespace shanhai::orders
