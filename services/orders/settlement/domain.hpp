// What each thing that happens to money means in the double-entry ledger. Debits are positive; a transaction sums to
// zero.
#pragma once

#include <optional>
#include <vector>

#include "common/base/error.hpp"
#include "common/base/ids.hpp"
#include "common/base/money.hpp"

namespace shanhai::orders {

enum class Account {
  channel_receivable,  // asset: what WeChat Pay holds for us
  alipay_receivable,   // asset: what Alipay holds for us
  bank_receivable,     // asset: what came by transfer
  buyer_deposits,      // liability: received, not applied to an order
  order_escrow,        // liability: applied, the goods not accepted yet
  trade_receivable,    // asset: accepted on credit, not paid yet
  supplier_accrued,    // liability, per supplier: accepted, may still be returned
  supplier_payable,    // liability, per supplier: to be paid out
  platform_fees,       // income
  refunds_in_flight,   // liability: promised back, not yet given
  payouts_in_flight,   // liability: on the way to suppliers, the bank has not said that it is there
  payout_bank,         // asset, credit: what left for suppliers; how that bank account is filled is not booked here
};

enum class LedgerKind {
  receipt,
  application,
  acceptance,
  completion,
  refund_promised,
  refund_paid,
  payout,           // taken from what is payable
  payout_paid,      // arrived
  payout_returned,  // failed or came back: payable again
};

struct Posting {
  Account account = Account::buyer_deposits;
  OrganisationId owner;  // nil for the platform's own accounts
  Money amount;          // debit > 0 > credit
};

using Postings = std::vector<Posting>;

bool is_balanced(const Postings& postings);

// Money came in through the channel whose receivable is named.
Postings post_receipt(Account receivable, Money amount);
// Received money pays an order; `accepted` on credit before.
Postings post_application(Money amount, bool accepted);
// The buyer accepted goods worth `amount` (after refunds) with the platform's fee in it; `paid` or on credit.
Postings post_acceptance(OrganisationId supplier, Money amount, Money fee, bool paid);
// The return window is over.
Postings post_completion(OrganisationId supplier, Money amount);

// The platform's fee on what is kept of an order's goods after refunds, of the sum of what was frozen with its lines:
// in proportion, rounded down, so that giving back step by step and at once come to the same. Freight bears none.
Money fee_on(Money kept, Money total, Money fee);

// Where the money of a refund is taken from.
struct RefundSource {
  Account account = Account::buyer_deposits;
  OrganisationId supplier;  // for the supplier's accounts
};
// `fee` is the platform's share of the amount; it goes back too where it was taken (after acceptance).
Postings post_refund_promised(const RefundSource& source, Money amount, Money fee);
Postings post_refund_paid(Account receivable, Money amount);

Postings post_payout(OrganisationId supplier, Money amount);
Postings post_payout_paid(Money amount);
// `from` is payouts_in_flight, or payout_bank where the bank had said that it was paid.
Postings post_payout_returned(Account from, OrganisationId supplier, Money amount);

}  // namespace shanhai::orders
