// Which payment a buyer is given for a group: one that can still be paid, or a new one.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/payment/views.hpp"

namespace shanhai::orders {

// Stored under the idempotency key; the payment itself is read anew.
struct OpenedPaymentRef {
  PaymentId payment_id;
};
BOOST_DESCRIBE_STRUCT(OpenedPaymentRef, (), (payment_id))

// Locks the group. order_group_not_found; conflict nothing_to_pay, payment_overdue; unprocessable channel_mismatch.
Result<OpenedPaymentRef> open_payment(db::Tx& tx, Context& context, const OrderScope& scope, const PaymentBody& body);

}  // namespace shanhai::orders
