#include "services/orders/payment/alipay/callbacks.hpp"

namespace shanhai::orders::alipay {

Task<Result<void>> Callbacks::take(std::string_view body) {
  SH_CO_TRY(const auto notice, parse_form(body));
  const auto sealed = check_notice(app_, notice);
  if (sealed.has_error()) co_return sealed.error();
  SH_CO_TRY(auto told, read_notice(app_, notice));
  if (told.payment.state != ProviderPayment::State::paid) co_return Result<void>();
  Receipt receipt{PaymentChannel::alipay, told.number, told.payment.transaction, told.payment.amount,
                  told.payment.paid_at};
  const auto booked = co_await payments_.receive(std::move(receipt));
  if (booked.has_error()) co_return booked.error();
  co_return Result<void>();
}

}  // namespace shanhai::orders::alipay
