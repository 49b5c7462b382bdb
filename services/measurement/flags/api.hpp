// Flags as agencies read and review them.
#pragma once

#include "common/json/json.hpp"
#include "services/measurement/flags/domain.hpp"
#include "services/orders/api.hpp"

namespace shanhai::measurement {

BOOST_DESCRIBE_ENUM(FlagRule, related_parties, year_end_spike, refund_after_counting, above_lot, above_county_capacity,
                    price_deviation, voucher_reuse)
BOOST_DESCRIBE_ENUM(FlagState, open, explained, confirmed, dismissed, withdrawn)
BOOST_DESCRIBE_ENUM(FlagAction, explain, confirm, dismiss, reopen, withdraw, raise_again)

inline constexpr std::size_t kFlagOrdersMax = 20;  // that a flag names, the last ones
inline constexpr std::size_t kFlagLinesMax = 200;  // the first ones

// What a flag rests on, as it was when it was raised, or raised again. Orders and lines are found again in the
// drill-down of purchases. No person is named: an account appears in a figure only.
struct FlagEvidence {
  std::map<std::string, std::int64_t> figures;  // amounts in fen (..._fen), counts, shares; and the limits in force
  std::vector<OrderId> orders;                  // of an offline sale: the registration's id in the form of an order's
  std::vector<OrderLineId> lines;
  std::vector<LotId> lots;
  std::optional<std::vector<OrderLineId>> returned_lines;  // were `lines`, until they were given back
};
BOOST_DESCRIBE_STRUCT(FlagEvidence, (), (figures, orders, lines, lots, returned_lines))

// A line of the evidence as the books have it now, in measure `paid`.
struct FlagLine {
  OrderLineId line_id;
  OrderId order_id;
  OrganisationId supplier_id;
  std::optional<ProductId> product_id;
  std::string production_county;
  Date paid_on{};
  std::int64_t quantity = 0;
  Money amount, taken_back;
  std::optional<Date> taken_back_on;  // the last time
};
BOOST_DESCRIBE_STRUCT(FlagLine, (),
                      (line_id, order_id, supplier_id, product_id, production_county, paid_on, quantity, amount,
                       taken_back, taken_back_on))

struct FlagStep {
  FlagAction action = FlagAction::explain;
  std::optional<OrganisationId> organisation_id;
  std::string reason;
  Instant at{};
};
BOOST_DESCRIBE_STRUCT(FlagStep, (), (action, organisation_id, reason, at))

struct FlagView {
  FlagId flag_id;
  FlagRule rule = FlagRule::related_parties;
  FlagState state = FlagState::open;
  std::optional<OrganisationId> supplier_id, buyer_id;  // of a person: none
  std::string buyer_division, county;                   // empty: the flag is about neither
  Date occurred_on{};
  Money amount;  // at stake
  FlagEvidence evidence;
  std::vector<FlagLine> lines;  // of the evidence's, what the reader sees and is counted by now
  std::vector<FlagStep> steps;
  Instant raised_at{};
  std::optional<Instant> withdrawn_at;  // since then nothing is left of what it rested on
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(FlagView, (),
                      (flag_id, rule, state, supplier_id, buyer_id, buyer_division, county, occurred_on, amount,
                       evidence, lines, steps, raised_at, withdrawn_at, version))

struct FlagPage {
  std::vector<FlagView> items;  // newest first, without lines and steps; may be fewer than asked for, or none ...
  std::optional<std::string> next_cursor;  // ... and yet there are more
};
BOOST_DESCRIBE_STRUCT(FlagPage, (), (items, next_cursor))

struct FlagQuery {
  std::optional<FlagRule> rule;
  std::optional<FlagState> state;
  std::optional<OrganisationId> supplier;
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
  std::int64_t size() const { return limit ? limit->value() : 50; }
};
BOOST_DESCRIBE_STRUCT(FlagQuery, (), (rule, state, supplier, limit, cursor))

enum class FlagDecision { explain, confirm, dismiss, reopen };
BOOST_DESCRIBE_ENUM(FlagDecision, explain, confirm, dismiss, reopen)

struct FlagReview {
  FlagDecision action = FlagDecision::explain;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(FlagReview, (), (action, reason))

// Payload of flag_raised, flag_reviewed, flag_withdrawn and flag_raised_again, aggregate "flag".
struct FlagChanged {
  FlagId flag;
  FlagRule rule = FlagRule::related_parties;
  FlagState state = FlagState::open;
};
BOOST_DESCRIBE_STRUCT(FlagChanged, (), (flag, rule, state))

inline constexpr std::string_view kFlagRaised = "measurement.flag_raised";
inline constexpr std::string_view kFlagReviewed = "measurement.flag_reviewed";
inline constexpr std::string_view kFlagWithdrawn = "measurement.flag_withdrawn";
inline constexpr std::string_view kFlagRaisedAgain = "measurement.flag_raised_again";

}  // namespace shanhai::measurement
