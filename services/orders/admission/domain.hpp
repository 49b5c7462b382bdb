// A rush: more people want to buy at one moment than there are goods for.
//
// Who joins before it starts is drawn, who joins later stands behind them in the order of arrival: nobody gains by
// hammering at the door, and nobody loses by a slow line. The line moves at a set rate; who is let in may place for a
// set time. See docs/decisions/0014-rush.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/error.hpp"
#include "common/base/ids.hpp"

namespace shanhai::orders {

enum class RushState { announced, ended, cancelled };

struct RushTerms {
  Instant joins_from{}, starts_at{}, ends_at{};
  std::int64_t admitted_per_minute = 0, window_seconds = 0;
};
// All wrong places at once; empty: none. `earliest`: when joining may begin.
std::vector<FieldError> check_rush(const RushTerms& terms, Instant earliest);

// Only admitted tickets may place then.
bool holds(RushState state, const RushTerms& terms, Instant at);

inline constexpr std::size_t kTurnBytes = 25;
// Where a ticket stands, as bytes that sort: the drawn ones by HMAC-SHA256(seed, ticket), behind them those that joined
// from the start on, by time and id. Anybody who knows the seed can draw again.
std::string turn_of(const std::string& seed, const IdBytes& ticket, Instant joined_at, Instant starts_at);

// How far the line has moved.
struct LineProgress {
  std::int64_t numbered = 0;  // places given
  std::int64_t admitted = 0;  // places let in
  Instant reckoned_until{};   // admissions are reckoned up to here
};
// What has come due since, never more than places were given. Time in which nobody waited, or nobody reckoned for
// longer than `kLongestGap`, is not made up for: the rate is never exceeded.
inline constexpr std::chrono::seconds kLongestGap{10};
LineProgress admit(LineProgress line, std::int64_t per_minute, Instant now);

enum class TicketState {
  waiting,   // in line
  admitted,  // may place until admitted_until
  used,      // placed; may place more until admitted_until
  missed,    // its time is over and it placed nothing
  closed,    // the rush ended before its turn
};

struct TicketTimes {
  std::optional<Instant> admitted_until, used_at;
};
TicketState state_of(const TicketTimes& ticket, bool rush_over, Instant now);

// When the place is let in at the line's rate.
Instant expected_at(std::int64_t place, const LineProgress& line, const RushTerms& terms, Instant now);
// How long to wait before asking again: the farther, the longer. 1 to 30 s.
std::chrono::seconds ask_again(Instant expected, Instant now);

}  // namespace shanhai::orders
