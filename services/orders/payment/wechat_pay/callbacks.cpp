#include "services/orders/payment/wechat_pay/callbacks.hpp"

#include "common/telemetry/log.hpp"

namespace shanhai::orders::wechat_pay {

Task<Result<void>> Callbacks::take(Seal seal, std::string_view body) {
  auto notice = open_notice(merchant_, seal, body, clock_.now());
  if (notice.has_error()) co_return notice.error();
  if (notice->event_type.starts_with("REFUND.")) {
    auto taken = co_await take_refund(notice->document);
    co_return taken;
  }
  auto taken = co_await take_payment(notice->document);
  co_return taken;
}

Task<Result<void>> Callbacks::take_payment(const json::Value& document) {
  auto told = read_payment(merchant_, document);
  if (told.has_error()) co_return told.error();
  if (told->payment.state != ProviderPayment::State::paid) co_return Result<void>();
  Receipt receipt{PaymentChannel::wechat_pay, told->number, told->payment.transaction, told->payment.amount,
                  told->payment.paid_at};
  auto booked = co_await payments_.receive(std::move(receipt));
  if (booked.has_error()) co_return booked.error();
  co_return Result<void>();
}

Task<Result<void>> Callbacks::take_refund(const json::Value& document) {
  auto told = read_refund_notice(merchant_, document);
  if (told.has_error()) co_return told.error();
  if (told->refund.state != ProviderRefund::State::succeeded) {
    telemetry::log_warn("orders.refund_not_paid", {{"refund", told->number}});
    co_return Result<void>();
  }
  auto done = co_await refunds_.complete(PaymentChannel::wechat_pay, told->number, told->refund.id, told->amount);
  co_return done;
}

}  // namespace shanhai::orders::wechat_pay
