// How often something may be tried: a few attempts freely, then pauses that double.
//
// A leaky count: each attempt adds one, each `forgive_every` takes one away. An attempt above `free` is still let
// through but begins a pause of first_pause * 2^(attempts above free - 1), at most longest_pause; whatever comes during
// a pause is refused without prolonging it.
#pragma once

#include <optional>
#include <variant>

#include "common/base/clock.hpp"

namespace shanhai::identity {

struct ThrottleRule {
  int free = 0;
  std::chrono::milliseconds forgive_every{};
  std::chrono::seconds first_pause{};
  std::chrono::seconds longest_pause{};
};

struct ThrottleState {
  int level = 0;
  Instant level_at{};  // when `level` was last brought up to date
  std::optional<Instant> paused_until;
};

// What remains of the count at `now`.
ThrottleState settle(const ThrottleState& state, const ThrottleRule& rule, Instant now);
// The state after one more attempt, or how long to wait (at least a second).
std::variant<ThrottleState, std::chrono::seconds> charge(const ThrottleState& state, const ThrottleRule& rule,
                                                         Instant now);
// Takes one charge back: the attempt turned out well.
ThrottleState refund(const ThrottleState& state, const ThrottleRule& rule, Instant now);

}  // namespace shanhai::identity
