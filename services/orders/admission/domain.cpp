#include "services/orders/admission/domain.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kMinute = std::chrono::duration_cast<microseconds>(std::chrono::minutes(1)).count();
constexpr auto kLongest = std::chrono::hours(24 * 7);
constexpr auto kLongestWait = std::chrono::hours(24);

}  // namespace

std::vector<FieldError> check_rush(const RushTerms& terms, Instant earliest) {
  std::vector<FieldError> wrong;
  if (terms.joins_from < earliest) wrong.push_back({"/joins_from", "too_soon", "not before " + to_rfc3339(earliest)});
  if (terms.starts_at < terms.joins_from || terms.starts_at > terms.joins_from + kLongestWait)
    wrong.push_back({"/starts_at", "out_of_range", "from joins_from on, within a day"});
  if (terms.ends_at <= terms.starts_at || terms.ends_at > terms.starts_at + kLongest)
    wrong.push_back({"/ends_at", "out_of_range", "after the start, within a week"});
  return wrong;
}

bool holds(RushState state, const RushTerms& terms, Instant at) {
  return state == RushState::announced && terms.joins_from <= at && at < terms.ends_at;
}

std::string turn_of(const std::string& seed, const IdBytes& ticket, Instant joined_at, Instant starts_at) {
  const std::string id(ticket.begin(), ticket.end());
  if (joined_at < starts_at) return std::string(1, '\0') + hmac_sha256(seed, id).substr(0, kTurnBytes - 1);
  std::string out(1, '\1');
  const auto micros = static_cast<std::uint64_t>(joined_at.time_since_epoch().count());
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>((micros >> shift) & 0xff));
  return out + id;
}

LineProgress admit(LineProgress line, std::int64_t per_minute, Instant now) {
  if (now <= line.reckoned_until) return line;
  const auto from = std::max(line.reckoned_until, now - kLongestGap);
  const auto due = (now - from).count() * per_minute / kMinute;
  const auto waiting = line.numbered - line.admitted;
  if (due >= waiting || SHANHAI_PLANTED_BUG("orders.rush_rate_ignored")) {
    line.admitted = line.numbered;
    line.reckoned_until = now;
  } else {
    line.admitted += due;
    line.reckoned_until = from + microseconds((due * kMinute + per_minute - 1) / per_minute);
  }
  return line;
}

TicketState state_of(const TicketTimes& ticket, bool rush_over, Instant now) {
  if (ticket.used_at) return TicketState::used;
  if (ticket.admitted_until) {
    if (now >= *ticket.admitted_until) return TicketState::missed;
    return rush_over ? TicketState::closed : TicketState::admitted;
  }
  return rush_over ? TicketState::closed : TicketState::waiting;
}

Instant expected_at(std::int64_t place, const LineProgress& line, const RushTerms& terms, Instant now) {
  const auto before = std::max<std::int64_t>(place - line.admitted, 0);
  return std::max(now, terms.starts_at) + microseconds(before * kMinute / terms.admitted_per_minute);
}

std::chrono::seconds ask_again(Instant expected, Instant now) {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(expected - now);
  return std::clamp(left / 4, std::chrono::seconds(1), std::chrono::seconds(30));
}

}  // namespace shanhai::orders
