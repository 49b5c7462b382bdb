// Payments, what came in for them, and which orders it paid.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/payment/rows.hpp"

namespace shanhai::orders::store {

void insert_payment(db::Tx& tx, const PaymentRow& payment);
std::optional<PaymentRow> find_payment(db::Tx& tx, PaymentId id, const OrderScope& scope);
std::optional<PaymentRow> find_payment(db::Tx& tx, PaymentChannel channel, std::string_view number);
// The caller holds the group's row. std::logic_error: it is not there.
PaymentRow lock_payment(db::Tx& tx, PaymentId id);
std::vector<PaymentRow> list_payments(db::Tx& tx, OrderGroupId group);
void update_payment(db::Tx& tx, const PaymentRow& payment);
// Those the buyer could still pay; the caller holds the group's row.
void close_payments(db::Tx& tx, OrderGroupId group);

std::vector<PaymentId> list_payments_to_check(db::Tx& tx, std::int64_t limit);
bool claim_check(db::Tx& tx, PaymentId id, Instant next);  // false: somebody else asks the channel
std::vector<PaymentRow> list_unapplied(db::Tx& tx, PaymentId after, std::int64_t limit);

// False: that transaction of the channel was booked before; conflict transaction_reused: for something else.
Result<bool> insert_receipt(db::Tx& tx, ReceiptId id, PaymentId payment, const Receipt& receipt);

void apply_payment(db::Tx& tx, PaymentId payment, OrderId order, Money amount);
struct Application {
  PaymentId payment;
  Money amount;
};
std::vector<Application> list_applications(db::Tx& tx, OrderId order);

}  // namespace shanhai::orders::store
