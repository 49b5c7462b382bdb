// Names of the enumerations that domains declare: for JSON, the database and OpenAPI.
#pragma once

#include <boost/describe.hpp>

#include "services/orders/domain.hpp"
#include "services/orders/payment/domain.hpp"
#include "services/orders/refunds/domain.hpp"
#include "services/orders/returns/domain.hpp"
#include "services/orders/settlement/domain.hpp"
#include "services/orders/stock/domain.hpp"

namespace shanhai::orders {

BOOST_DESCRIBE_ENUM(OrderState, placed, paid, partly_shipped, shipped, delivered, accepted, completed, cancelled,
                    refunded)
BOOST_DESCRIBE_ENUM(PaymentChannel, wechat_pay, bank_transfer)
BOOST_DESCRIBE_ENUM(PaymentState, opening, awaiting, paid, closed)
BOOST_DESCRIBE_ENUM(RefundState, requested, processing, succeeded)
BOOST_DESCRIBE_ENUM(RefundKind, returned, declined, late_payment, surplus)
BOOST_DESCRIBE_ENUM(ReturnKind, no_reason, quality)
BOOST_DESCRIBE_ENUM(ReturnState, requested, approved, refused, received)
BOOST_DESCRIBE_ENUM(Account, channel_receivable, bank_receivable, buyer_deposits, order_escrow, trade_receivable,
                    supplier_accrued, supplier_payable, platform_fees, refunds_in_flight)
BOOST_DESCRIBE_ENUM(LedgerKind, receipt, application, acceptance, completion, refund_promised, refund_paid)
BOOST_DESCRIBE_ENUM(StockEntryKind, received, reserved, released, packed, blocked, restocked)

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace shanhai::orders
