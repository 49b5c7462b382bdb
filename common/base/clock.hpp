// Instants, civil dates, and where "now" comes from.
//
// Instants are UTC with microseconds (the database's DATETIME(6)). Business days are days in China (UTC+8, no daylight
// saving since 1991, IANA tzdata Asia/Shanghai): a return window or a month ends at midnight there.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace shanhai {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Date = std::chrono::year_month_day;

// "2026-11-23T08:30:00Z"; microseconds appear only when they are not zero. RFC 3339.
std::string to_rfc3339(Instant instant);
// Accepts any RFC 3339 offset; refuses leap seconds and years outside 1970-9999.
Result<Instant> parse_rfc3339(std::string_view text);
// "2026-11-23 08:30:00.000000", the database's literal.
std::string to_sql_datetime(Instant instant);
Result<Instant> parse_sql_datetime(std::string_view text);

std::string to_string(Date date);                // "2026-11-23"
Result<Date> parse_date(std::string_view text);  // a real calendar day, 1970-9999

Date china_date(Instant instant);
Instant start_of_china_day(Date date);
Date add_days(Date date, int days);

// The source of time. One implementation reads the system; tests move another by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start.time_since_epoch().count()) {}
  Instant now() const override;
  void advance(std::chrono::microseconds by);

 private:
  std::int64_t now_;  // accessed atomically
};

}  // namespace shanhai
