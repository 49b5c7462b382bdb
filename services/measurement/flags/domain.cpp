#include "services/measurement/flags/domain.hpp"

#include <algorithm>
#include <cstring>

#include "common/base/encoding.hpp"

namespace shanhai::measurement {
namespace {

struct Move {
  FlagState from;
  FlagAction action;
  FlagState to;
};
constexpr Move kMoves[] = {
    {FlagState::open, FlagAction::explain, FlagState::explained},
    {FlagState::open, FlagAction::confirm, FlagState::confirmed},
    {FlagState::open, FlagAction::dismiss, FlagState::dismissed},
    {FlagState::explained, FlagAction::confirm, FlagState::confirmed},
    {FlagState::explained, FlagAction::dismiss, FlagState::dismissed},
    {FlagState::explained, FlagAction::reopen, FlagState::open},
    {FlagState::confirmed, FlagAction::reopen, FlagState::open},
    {FlagState::dismissed, FlagAction::reopen, FlagState::open},
    {FlagState::withdrawn, FlagAction::confirm, FlagState::confirmed},
    {FlagState::withdrawn, FlagAction::dismiss, FlagState::dismissed},
    {FlagState::open, FlagAction::withdraw, FlagState::withdrawn},
    {FlagState::explained, FlagAction::withdraw, FlagState::withdrawn},
    {FlagState::confirmed, FlagAction::withdraw, FlagState::confirmed},
    {FlagState::dismissed, FlagAction::withdraw, FlagState::dismissed},
    {FlagState::open, FlagAction::raise_again, FlagState::open},
    {FlagState::explained, FlagAction::raise_again, FlagState::open},
    {FlagState::withdrawn, FlagAction::raise_again, FlagState::open},
    {FlagState::confirmed, FlagAction::raise_again, FlagState::open},
    {FlagState::dismissed, FlagAction::raise_again, FlagState::open},
};

// a * b >= c * d without overflow.
bool reaches(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
  return static_cast<__int128>(a) * b >= static_cast<__int128>(c) * d;
}

}  // namespace

Result<FlagState> move_flag(FlagState state, FlagAction action) {
  for (const auto& move : kMoves) {
    if (move.from == state && move.action == action) return move.to;
  }
  return Error::conflict("flag_state", "the flag's state does not allow this");
}

std::int64_t median(std::vector<std::int64_t> values) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto value : values) ++counts[value];
  return weighted_median(counts);
}

std::int64_t weighted_median(const std::map<std::int64_t, std::int64_t>& counts) {
  std::int64_t total = 0;
  for (const auto& [value, count] : counts) total += count;
  if (total == 0) return 0;
  const auto at = [&](std::int64_t rank) {  // from 0
    for (const auto& [value, count] : counts) {
      if (rank < count) return value;
      rank -= count;
    }
    return counts.rbegin()->first;
  };
  const auto low = at((total - 1) / 2), high = at(total / 2);
  return low + (high - low) / 2;
}

bool is_year_end_spike(std::int64_t december_fen, const std::vector<std::int64_t>& before, const SpikeLimits& limits) {
  return december_fen >= limits.least_fen && december_fen > 0 &&
         reaches(december_fen, 100, median(before), limits.percent);
}

bool is_refund_pattern(const PairSums& sums, const RefundLimits& limits) {
  return sums.refunds > 0 && sums.paid_orders >= limits.least_orders &&
         reaches(sums.refunded_fen, 1000, sums.paid_fen, limits.share_permille);
}

bool is_price_deviation(std::int64_t unit_fen, std::int64_t reference_fen, std::int64_t lines,
                        const PriceLimits& limits) {
  return reference_fen > 0 && lines >= limits.least_lines && reaches(unit_fen, 100, reference_fen, limits.percent);
}

bool is_above(std::int64_t quantity, std::int64_t most, std::int64_t permille) {
  return !reaches(most, permille, quantity, 1000);
}

FlagId flag_id(FlagRule rule, std::string_view evidence_key, Instant at) {
  const auto digest = sha256(std::to_string(static_cast<int>(rule)) + ':' + std::string(evidence_key));
  IdBytes bytes;
  std::memcpy(bytes.data(), digest.data(), bytes.size());
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);  // UUIDv8 (RFC 9562): made of a digest
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return FlagId(bytes);
}

}  // namespace shanhai::measurement
