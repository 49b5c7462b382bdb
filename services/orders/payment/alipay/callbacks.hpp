// What Alipay tells us by itself, verified on the form as it was posted. It repeats a notification for about a day
// until it is answered "success".
#pragma once

#include "services/orders/payment/alipay/documents.hpp"
#include "services/orders/payment/service.hpp"

namespace shanhai::orders::alipay {

class Callbacks {
 public:
  // References outlive it.
  Callbacks(const App& app, Payments& payments) : app_(app), payments_(payments) {}

  // Errors as parse_form(), check_notice(), read_notice() and receive_money(). A notification of something else (a
  // trade that was closed; a refund, about which the refund's loop asks) is taken and changes nothing.
  Task<Result<void>> take(std::string_view body);

 private:
  const App& app_;
  Payments& payments_;
};

}  // namespace shanhai::orders::alipay
