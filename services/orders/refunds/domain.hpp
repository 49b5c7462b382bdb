// A refund's life: promised, sent to the channel, done. It never ends without the money: what the channel refuses is
// tried again, and what it refuses for good waits for an operator, who tries anew or pays by bank.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/money.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

enum class RefundState {
  requested,   // committed here, the channel does not know it yet
  processing,  // the channel has taken it (bank transfer: to be paid out by hand)
  refused,     // the channel will not pay it: an operator decides
  succeeded,
};

enum class RefundKind {
  returned,      // goods came back
  declined,      // the supplier can't deliver
  late_payment,  // came after the order had expired and the goods were gone
  surplus,       // more than the group's orders took
};

enum class RefundAction { submit, refuse, retry, succeed };

Result<RefundState> move_refund(RefundState from, RefundAction action);  // conflict "refund_state"

// The number under which a refund is sent anew after its channel closed it: "...-2", "...-3", to "...-z". nullopt: all
// are used up. Of numbers that no channel closed there is one, so that no repetition pays twice.
std::optional<std::string> next_refund_number(std::string_view number);
// What all of a refund's numbers begin with.
std::string_view first_refund_number(std::string_view number);

// 2 s, doubling to 10 minutes.
std::chrono::seconds refund_pause(int attempts);

// What of a line is under return already.
struct UnderReturn {
  std::int64_t units = 0;
  Money amount;
};
// What `wanted` more of a line's `units` give back: in proportion, rounded down; the units that complete the line get
// the rest, so that parts never exceed its amount, whatever was refused in between, and all of it comes to exactly
// that.
Money return_share(Money amount, std::int64_t units, const UnderReturn& before, std::int64_t wanted);

}  // namespace shanhai::orders
