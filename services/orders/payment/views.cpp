#include "services/orders/payment/views.hpp"

namespace shanhai::orders {

PaymentView view_of(const PaymentRow& payment, const Payee& payee) {
  PaymentView out;
  out.payment_id = payment.id;
  out.order_group_id = payment.group;
  out.channel = payment.channel;
  out.state = payment.state;
  out.amount = payment.amount;
  out.received = payment.received;
  out.unapplied = payment.unapplied;
  const bool open = payment.state == PaymentState::opening || payment.state == PaymentState::awaiting;
  if (open) out.missing = payment.amount - payment.unapplied;  // what came and was given back is missing again
  out.created_at = payment.created_at;
  out.expires_at = payment.expires_at;
  out.paid_at = payment.paid_at;
  if (payment.channel == PaymentChannel::bank_transfer) {
    out.bank_transfer = BankTransferView{payment.channel_number, payee.name, payee.account, payee.bank};
  } else if (!payment.code_url.empty() && payment.channel == PaymentChannel::alipay) {
    out.alipay = AlipayView{payment.code_url};
  } else if (!payment.code_url.empty()) {
    out.wechat_pay = WechatPayView{payment.code_url};
  }
  return out;
}

}  // namespace shanhai::orders
