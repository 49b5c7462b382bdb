#include "services/identity/throttle/domain.hpp"

#include <algorithm>

namespace shanhai::identity {
namespace {

constexpr int kDoublingsMax = 20;  // beyond that every pause is the longest one

std::chrono::seconds pause_of(int above_free, const ThrottleRule& rule) {
  const auto doubled = rule.first_pause * (std::int64_t{1} << std::min(above_free - 1, kDoublingsMax));
  return std::min(doubled, rule.longest_pause);
}

}  // namespace

ThrottleState settle(const ThrottleState& state, const ThrottleRule& rule, Instant now) {
  ThrottleState out = state;
  if (out.paused_until && *out.paused_until <= now) out.paused_until.reset();
  const auto forgiven = now <= state.level_at ? 0 : (now - state.level_at) / rule.forgive_every;
  if (forgiven >= state.level) {
    out.level = 0;
    out.level_at = now;
  } else {
    out.level -= static_cast<int>(forgiven);
    out.level_at += forgiven * rule.forgive_every;
  }
  return out;
}

std::variant<ThrottleState, std::chrono::seconds> charge(const ThrottleState& state, const ThrottleRule& rule,
                                                         Instant now) {
  ThrottleState next = settle(state, rule, now);
  if (next.paused_until) return std::chrono::ceil<std::chrono::seconds>(*next.paused_until - now);
  ++next.level;
  if (next.level > rule.free) next.paused_until = now + pause_of(next.level - rule.free, rule);
  return next;
}

ThrottleState refund(const ThrottleState& state, const ThrottleRule& rule, Instant now) {
  ThrottleState next = settle(state, rule, now);
  if (next.level > 0) --next.level;
  if (next.level <= rule.free) next.paused_until.reset();
  return next;
}

}  // namespace shanhai::identity
