// A payment channel that is called: opens payments, is asked about them, gives money back. Numbers are ours and stay
// the same for every repetition of a call, so that repeating is harmless.
//
// An error Result is the channel's refusal (code channel_refused); no answer throws Unavailable.
#pragma once

#include "common/async/task.hpp"
#include "common/base/clock.hpp"
#include "common/base/error.hpp"
#include "common/base/money.hpp"

namespace shanhai::orders {

struct PaymentOrder {
  std::string number;  // 6 to 32 characters
  std::string description;
  Money amount;
  Instant expires_at{};
};

struct OpenedPayment {
  std::string code_url;  // what the buyer's phone scans
};

struct ProviderPayment {
  enum class State { unknown, unpaid, paid, closed } state = State::unknown;
  std::string transaction;  // the channel's number, where paid
  Money amount;
  Instant paid_at{};
};

struct RefundOrder {
  std::string payment_number;
  std::string number;
  Money amount;  // of this refund
  Money total;   // of the payment
  std::string reason;
};

struct ProviderRefund {
  enum class State { unknown, processing, succeeded, failed } state = State::unknown;
  std::string id;  // the channel's
};

class PaymentProvider {
 public:
  virtual ~PaymentProvider() = default;
  virtual Task<Result<OpenedPayment>> open(PaymentOrder order) = 0;
  virtual Task<Result<ProviderPayment>> find(std::string number) = 0;
  virtual Task<Result<void>> close(std::string number) = 0;
  virtual Task<Result<ProviderRefund>> refund(RefundOrder order) = 0;
  virtual Task<Result<ProviderRefund>> find_refund(std::string number) = 0;
};

}  // namespace shanhai::orders
