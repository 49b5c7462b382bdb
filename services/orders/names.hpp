// Names of the enumerations that domains declare: for JSON, the database and OpenAPI.
#pragma once

#include <boost/describe.hpp>

#include "services/orders/domain.hpp"
#include "services/orders/payment/domain.hpp"
#include "services/orders/refunds/domain.hpp"
#include "services/orders/returns/domain.hpp"
#include "services/orders/settlement/domain.hpp"
#include "services/orders/settlement/payouts/domain.hpp"
#include "services/orders/settlement/statements/domain.hpp"
#include "services/orders/stock/domain.hpp"

namespace shanhai::orders {

BOOST_DESCRIBE_ENUM(OrderState, placed, paid, partly_shipped, shipped, delivered, accepted, completed, cancelled,
                    refunded)
BOOST_DESCRIBE_ENUM(PaymentChannel, wechat_pay, alipay, bank_transfer)
BOOST_DESCRIBE_ENUM(PaymentState, opening, awaiting, paid, closed)
BOOST_DESCRIBE_ENUM(RefundState, requested, processing, refused, succeeded)
BOOST_DESCRIBE_ENUM(RefundKind, returned, declined, late_payment, surplus)
BOOST_DESCRIBE_ENUM(ReturnKind, no_reason, quality)
BOOST_DESCRIBE_ENUM(ReturnRemedy, refund, refund_only, exchange)
BOOST_DESCRIBE_ENUM(ReturnState, requested, approved, sent, arrived, exchanging, disputed, received, refunded,
                    exchanged, refused, withdrawn, lapsed)
BOOST_DESCRIBE_ENUM(ReturnParty, buyer, supplier, platform)
BOOST_DESCRIBE_ENUM(FreightPayer, buyer, supplier)
BOOST_DESCRIBE_ENUM(ParcelDirection, back, replacement, unaccepted)
BOOST_DESCRIBE_ENUM(Ruling, refund, refuse, exchange)
BOOST_DESCRIBE_ENUM(Account, channel_receivable, alipay_receivable, bank_receivable, buyer_deposits, order_escrow,
                    trade_receivable, supplier_accrued, supplier_payable, platform_fees, refunds_in_flight,
                    payouts_in_flight, payout_bank)
BOOST_DESCRIBE_ENUM(LedgerKind, receipt, application, acceptance, completion, refund_promised, refund_paid, payout,
                    payout_paid, payout_returned)
BOOST_DESCRIBE_ENUM(StockEntryKind, received, reserved, released, packed, unpacked, blocked, unblocked, restocked,
                    scrapped, corrected, expired, presale_opened, presale_met, presale_ended)
BOOST_DESCRIBE_ENUM(CorrectionReason, counted, damaged, lost, sampled)
BOOST_DESCRIBE_ENUM(PayoutState, in_flight, paid, failed)
BOOST_DESCRIBE_ENUM(PayoutFailure, account_invalid, name_mismatch, bank_rejected, not_sent)
BOOST_DESCRIBE_ENUM(PayoutAccountState, pending, in_use, replaced, refused, suspended)
BOOST_DESCRIBE_ENUM(PayoutAccountEnd, refused, withdrawn, superseded, suspended)
BOOST_DESCRIBE_ENUM(StatementKind, accrual, release, refund, claw_back, payout, payout_returned)

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace shanhai::orders
