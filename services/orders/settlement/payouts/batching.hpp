// One payout batch: who is paid, how much, and for which ledger entries.
#pragma once

#include <map>

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/settlement/payouts/views.hpp"

namespace shanhai::orders {

// Suppliers of one batch; a bank's portal takes some hundred lines of a file (assumed).
inline constexpr std::size_t kBatchSuppliers = 200;

// conflict nothing_to_pay_out, with who was skipped.
Result<PayoutBatchMade> make_payouts(db::Tx& tx, Context& context, const PayoutBatchBody& body, AccountId made_by,
                                     const By& by);

void tell_payout(db::Tx& tx, Random& random, std::string_view type, const PayoutRow& payout, const By& by);

// What a bank's web portal takes for many payments at once: a CSV with a head line (assumed: banks differ in the order
// of columns, and their portals let one match them by name). One line per payout of the batch, by id.
std::string bank_file(const std::vector<PayoutRow>& payouts,
                      const std::map<PayoutAccountId, std::pair<PayoutAccountRow, BankAccount>>& accounts);

}  // namespace shanhai::orders
