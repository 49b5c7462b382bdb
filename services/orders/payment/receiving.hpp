// Money that came in is booked once and falls on the group's orders, in one transaction.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/payment/rows.hpp"

namespace shanhai::orders {

// What a receipt did. Repeating it changes nothing.
struct Booked {
  PaymentId payment;
  bool is_new = false;
  bool paid = false;  // the payment is complete
  Money unapplied;    // of the payment, afterwards
};

// payment_not_found; unprocessable amount_mismatch: an online channel takes exactly what was asked for; conflict
// transaction_reused. Orders that had expired are placed again where stock allows, else their money is promised back;
// so is what no order takes. Surplus that came by bank is kept as unapplied.
Result<Booked> receive_money(db::Tx& tx, Context& context, const Receipt& receipt, const By& by);

}  // namespace shanhai::orders
