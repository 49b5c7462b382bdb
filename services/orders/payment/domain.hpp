// A payment's life, and how received money falls on a group's orders.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.hpp"
#include "common/base/money.hpp"
#include "common/base/random.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

enum class PaymentChannel { wechat_pay, alipay, bank_transfer };

// Channels that are called and call back; a bank is neither: its statements are imported.
inline bool is_online(PaymentChannel channel) { return channel != PaymentChannel::bank_transfer; }

enum class PaymentState {
  opening,   // committed here, not yet known to the channel
  awaiting,  // the buyer can pay
  paid,
  closed,  // the channel takes no money for it any more; money that still comes is handled like late money
};

enum class PaymentAction { open, receive_part, receive_all, close };

struct PaymentMove {
  PaymentState from;
  PaymentAction action;
  PaymentState to;
};
std::span<const PaymentMove> payment_moves();
Result<PaymentState> move_payment(PaymentState from, PaymentAction action);  // conflict "payment_state"

// An order as money finds it.
struct Payable {
  OrderId order;
  Money due;             // what is missing to its total
  bool expired = false;  // cancelled because time ran out: the money may bring it back
};

struct Distribution {
  std::vector<OrderId> pay;     // in full, in the order given
  std::vector<OrderId> revive;  // to be placed again if stock allows
  Money rest;                   // after `pay` and `revive`
};

// Orders are paid whole or not at all, living ones first. Money that fits nothing is `rest`.
Distribution distribute(Money amount, const std::vector<Payable>& payables);

// What a transfer names: "SH" and ten digits of Crockford's base32 without I, L, O, U, the last a check digit (mod 31
// weights), so that a slip of the finger matches nothing.
std::string make_reference_code(Random& random);
bool is_reference_code(std::string_view code);
// The codes in a bank's free text, upper-cased, each once.
std::vector<std::string> find_reference_codes(std::string_view text);

}  // namespace shanhai::orders
