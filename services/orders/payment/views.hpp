// Payments as callers write and read them.
#pragma once

#include "services/orders/api.hpp"
#include "services/orders/names.hpp"
#include "services/orders/payment/rows.hpp"

namespace shanhai::orders {

struct PaymentBody {
  OrderGroupId order_group_id;
  PaymentChannel channel = PaymentChannel::wechat_pay;
};
BOOST_DESCRIBE_STRUCT(PaymentBody, (), (order_group_id, channel))

struct WechatPayView {
  std::string code_url;
};
BOOST_DESCRIBE_STRUCT(WechatPayView, (), (code_url))

struct AlipayView {
  std::string code_url;
};
BOOST_DESCRIBE_STRUCT(AlipayView, (), (code_url))

struct BankTransferView {
  std::string reference_code;  // to be written into the transfer's remark
  std::string payee_name, payee_account, bank;
};
BOOST_DESCRIBE_STRUCT(BankTransferView, (), (reference_code, payee_name, payee_account, bank))

struct PaymentView {
  PaymentId payment_id;
  OrderGroupId order_group_id;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  PaymentState state = PaymentState::awaiting;
  Money amount, received, unapplied;
  Money missing;  // to the amount, while the payment can still be paid
  Instant created_at{}, expires_at{};
  std::optional<Instant> paid_at;
  std::optional<WechatPayView> wechat_pay;
  std::optional<AlipayView> alipay;
  std::optional<BankTransferView> bank_transfer;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (payment_id, order_group_id, channel, state, amount, received, unapplied, missing, created_at,
                       expires_at, paid_at, wechat_pay, alipay, bank_transfer))

// Where transfers go; from the settings.
struct Payee {
  std::string name, account, bank;
  bool is_set() const { return !account.empty(); }
};

PaymentView view_of(const PaymentRow& payment, const Payee& payee);

}  // namespace shanhai::orders
