// Payments as the database holds them.
#pragma once

#include "services/orders/names.hpp"
#include "services/orders/ordering/scope.hpp"

namespace shanhai::orders {

SHANHAI_ID(ReceiptId, "rcp");  // money that came in
SHANHAI_ID(BankStatementId, "bst");

struct PaymentRow {
  PaymentId id;
  OrderGroupId group;
  BuyerId buyer;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  PaymentState state = PaymentState::opening;
  Money amount;
  Money received;
  Money unapplied;             // received, neither applied nor promised back
  std::string channel_number;  // out_trade_no, or the transfer's reference code
  std::string code_url;
  Instant expires_at{}, created_at{};
  std::optional<Instant> paid_at;
  std::int64_t attempts = 0;
  std::optional<Instant> next_check_at;
};

// Where money that came through a channel, or goes back through it, stands in the ledger.
Account receivable_of(PaymentChannel channel);

// Money that came in, as its channel tells of it.
struct Receipt {
  PaymentChannel channel = PaymentChannel::wechat_pay;
  std::string number;       // of the payment
  std::string transaction;  // the channel's own; each counts once
  Money amount;
  Instant paid_at{};
};

}  // namespace shanhai::orders
