// What looks like a purchase that was none (anti-fraud flags): the rules, and how a flag is reviewed. Pure.
//
// A flag is a question with its evidence, never a verdict: nothing that is counted changes by it. Thresholds are dated
// data (measurement_limit), all assumed until somebody who may decides otherwise.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/ids.hpp"
#include "common/base/money.hpp"
#include "common/base/result.hpp"

namespace shanhai::measurement {

SHANHAI_ID(FlagId, "flg");

enum class FlagRule {
  related_parties,        // who buys and who sells have one code, or a member in common
  year_end_spike,         // a unit's December far above its months before
  refund_after_counting,  // a pair whose purchases were counted and then given back
  above_lot,              // more was shipped of a lot than was put on sale
  above_county_capacity,  // more was shipped from a county in a year than it can produce
  price_deviation,        // far above what the same goods cost
  voucher_reuse,          // a voucher that stands behind another registration
};

// withdrawn: what it rested on was given back or reversed before anybody had decided.
enum class FlagState { open, explained, confirmed, dismissed, withdrawn };
// The last two are the program's: what a flag rests on was taken back, and stands again. A verdict stays when its
// evidence goes, and is asked for anew when there is new evidence.
enum class FlagAction { explain, confirm, dismiss, reopen, withdraw, raise_again };
// conflict flag_state.
Result<FlagState> move_flag(FlagState state, FlagAction action);

// Floor of the mean of the two in the middle where they are even in number; 0 of none.
std::int64_t median(std::vector<std::int64_t> values);
// The same of values with how often each occurs.
std::int64_t weighted_median(const std::map<std::int64_t, std::int64_t>& counts);

struct SpikeLimits {
  std::int64_t percent = 0, least_fen = 0;
};
// `before`: January to November, months without purchases as 0.
bool is_year_end_spike(std::int64_t december_fen, const std::vector<std::int64_t>& before, const SpikeLimits& limits);

struct PairSums {
  std::int64_t paid_orders = 0, paid_fen = 0, refunds = 0, refunded_fen = 0, quick_refunds = 0;
  std::int64_t returned_orders = 0;  // of paid_orders, given back whole
  std::int64_t standing_orders() const { return paid_orders - returned_orders; }
};
struct RefundLimits {
  std::int64_t share_permille = 0, least_orders = 0;
};
bool is_refund_pattern(const PairSums& sums, const RefundLimits& limits);

// `reference`: a median, made of `lines`.
struct PriceLimits {
  std::int64_t percent = 0, least_lines = 0;
};
bool is_price_deviation(std::int64_t unit_fen, std::int64_t reference_fen, std::int64_t lines,
                        const PriceLimits& limits);

bool is_above(std::int64_t quantity, std::int64_t most, std::int64_t permille);

// Under which a flag of this rule and evidence stands, once: the instant leads, so that ids ascend with time.
FlagId flag_id(FlagRule rule, std::string_view evidence_key, Instant at);

}  // namespace shanhai::measurement
