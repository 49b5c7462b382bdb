// A payment channel that is called: opens payments, is asked about them, gives money back. Numbers are ours and stay
// the same for every repetition of a call, so that repeating is harmless.
//
// An error Result is the channel's refusal (code channel_refused; of a refund that no repetition can bring about,
// kRefusedForGood); no answer throws Unavailable.
#pragma once

#include "common/async/task.hpp"
#include "common/base/clock.hpp"
#include "common/base/money.hpp"
#include "common/base/result.hpp"
#include "services/orders/payment/domain.hpp"

namespace shanhai::orders {

inline constexpr std::string_view kRefusedForGood = "channel_refused_for_good";

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
  enum class State {
    unknown,
    processing,
    succeeded,
    failed,  // the channel has it and can't pay it: a person settles it there, and the channel then says so
    closed,  // it ended at the channel without the money; only another number begins anew
  } state = State::unknown;
  std::string id;  // the channel's
};

class PaymentProvider {
 public:
  virtual ~PaymentProvider() = default;
  virtual Task<Result<OpenedPayment>> open(PaymentOrder order) = 0;
  virtual Task<Result<ProviderPayment>> find(std::string number) = 0;
  virtual Task<Result<void>> close(std::string number) = 0;
  virtual Task<Result<ProviderRefund>> refund(RefundOrder order) = 0;
  virtual Task<Result<ProviderRefund>> find_refund(RefundOrder order) = 0;
};

// A channel whose bill of a day can be fetched, as the file that the channel writes. Refusals as above; a day whose
// bill is not written yet is one.
class BillSource {
 public:
  virtual ~BillSource() = default;
  virtual Task<Result<std::string>> bill(Date day) = 0;
};

// The channels that an installation has; nullptr: not configured.
struct Providers {
  PaymentProvider* wechat_pay = nullptr;
  PaymentProvider* alipay = nullptr;

  PaymentProvider* of(PaymentChannel channel) const {
    if (channel == PaymentChannel::bank_transfer) return nullptr;
    return channel == PaymentChannel::alipay ? alipay : wechat_pay;
  }
  bool any() const { return wechat_pay || alipay; }
};

}  // namespace shanhai::orders
