// When a scheduled query runs: QuerySchedule of EPCIS 2.0 (section 8.2.5.3), in UTC. Pure.
//
//   Field   ::= Element ("," Element)*      Element ::= Number | "[" Number "-" Number "]"
//
// A moment is a query time if each of its parts matches its field; a field that is left out matches everything. One
// thing differs: a second that is left out is 0, so that {"hour":"1","minute":"5"} runs once, as the standard's OpenAPI
// says of it, and not sixty times.
#pragma once

#include <bitset>
#include <string_view>

#include "common/base/result.hpp"
#include "services/traceability/subscription/api.hpp"

namespace shanhai::traceability {

class Schedule {
 public:
  // invalid: each field that is not of the grammar or out of its range, at `where` + its name; all of them left out;
  // days that no month has.
  static Result<Schedule> parse(const ScheduleFields& fields, std::string_view where);
  // The first query time behind `after`.
  Instant next(Instant after) const;

 private:
  using Matches = std::bitset<64>;
  bool has_day(std::chrono::sys_days day) const;
  bool names_a_day() const;
  std::optional<std::chrono::seconds> time_of_day(std::chrono::seconds from) const;  // the first one from there on

  Matches seconds_, minutes_, hours_, days_, months_, weekdays_;  // 1: Monday
};

}  // namespace shanhai::traceability
