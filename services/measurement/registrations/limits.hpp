// What a government or the operator decides about registrations and flags: dated rows, appended (measurement_limit).
#pragma once

#include <map>

#include "services/measurement/context.hpp"

namespace shanhai::measurement {

enum class LimitName {
  offline_days,           // how long ago an offline sale may lie when it is registered
  year_end_percent,       // a buyer's December against its median month; 300: three times as much
  year_end_least_fen,     // and no less than so much
  refund_share_permille,  // of a pair's paid money that went back after it had been counted
  refund_least_orders,    // paid by the pair, at least
  refund_quick_days,      // sold and given back within so many days, both inclusive
  price_percent,          // a unit price against the reference; 200: twice as much
  price_least_lines,      // lines that a reference is made of, at least
  price_days,             // how far back they lie
  lot_permille,           // shipped of a lot against what was put on sale; 1000: all of it
  county_capacity_kg,     // of a year; subject "<county>:<category>"
};
BOOST_DESCRIBE_ENUM(LimitName, offline_days, year_end_percent, year_end_least_fen, refund_share_permille,
                    refund_least_orders, refund_quick_days, price_percent, price_least_lines, price_days, lot_permille,
                    county_capacity_kg)

struct LimitBody {
  LimitName name = LimitName::offline_days;
  std::optional<Text<1, 40>> subject;  // of county_capacity_kg only: "513431:agricultural"
  Date valid_from{};                   // later than today
  Bounded<0, 1'000'000'000'000> value;
  Text<1, 200> source;
};
BOOST_DESCRIBE_STRUCT(LimitBody, (), (name, subject, valid_from, value, source))

struct LimitView {
  LimitName name = LimitName::offline_days;
  std::optional<std::string> subject;
  Date valid_from{};
  std::int64_t value = 0;
  std::string source;
  Instant announced_at{};
};
BOOST_DESCRIBE_STRUCT(LimitView, (), (name, subject, valid_from, value, source, announced_at))

struct LimitList {
  std::vector<LimitView> items;  // every row there ever was
};
BOOST_DESCRIBE_STRUCT(LimitList, (), (items))

// All of them, to ask for many days at once.
class LimitTable {
 public:
  explicit LimitTable(const std::vector<LimitView>& limits);
  // The one that holds on the day; nullopt: none was set by then.
  std::optional<std::int64_t> on(Date day, LimitName name, const std::string& subject = "") const;

 private:
  std::map<std::pair<LimitName, std::string>, std::map<Date, std::int64_t>> limits_;
};

class Limits {
 public:
  explicit Limits(Context& context) : context_(context) {}
  // invalid /valid_from not_after_today: what was judged by a limit stays as it was judged; /subject required,
  // not_expected, unknown_subject. conflict limit_exists.
  Task<Result<LimitList>> add(Command command, LimitBody body);
  Task<Result<LimitList>> list();

 private:
  Context& context_;
};

namespace store {
// The one that holds on the day; nullopt: none was ever set.
std::optional<std::int64_t> find_limit(db::Tx& tx, LimitName name, std::string_view subject, Date day);
std::vector<LimitView> list_limits(db::Tx& tx);
}  // namespace store

}  // namespace shanhai::measurement
