// Where suppliers are paid to. A changed account is the oldest way to steal a payout: it holds only once the operator
// has approved it, or after some days in which nobody refused it; one whose holder is not called as the supplier is
// waits for the operator in any case. The number is sealed and never shown whole.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/settlement/payouts/views.hpp"

namespace shanhai::orders {

class PayoutAccounts {
 public:
  explicit PayoutAccounts(Context& context) : context_(context) {}

  // Of the caller's own supplier, by its administrator; another one that waits is superseded. forbidden
  // administrator_required; invalid: what a bank would not take.
  Task<Result<db::Replayable<PayoutAccountView>>> add(const Command& command, PayoutAccountBody body,
                                                      db::IdempotencyKey key);
  Task<Result<PayoutAccountPage>> list(const auth::Principal& caller, PayoutAccountQuery query);
  // By the operator: it holds from now on. conflict payout_account_state.
  Task<Result<PayoutAccountView>> approve(const Command& command, PayoutAccountId id, std::string reason);
  // By the operator, or withdrawn by the supplier's administrator, while it waits. conflict payout_account_state.
  Task<Result<PayoutAccountView>> refuse(const Command& command, PayoutAccountId id, std::string reason);

 private:
  template <class F>
  Task<Result<PayoutAccountView>> change(Command command, PayoutAccountId id, F f);

  Context& context_;
};

// The one that holds, of a supplier's accounts, the newest first: none, or the bank knows it not.
std::optional<PayoutAccountRow> account_in_use(const std::vector<PayoutAccountRow>& accounts, Instant now);
// std::runtime_error: it does not unseal.
BankAccount open_account(const auth::Vault& vault, const PayoutAccountRow& account);
// The bank says that it does not know it; not paid to again.
void suspend_account(db::Tx& tx, Context& context, PayoutAccountRow account, const std::string& actor);

}  // namespace shanhai::orders
