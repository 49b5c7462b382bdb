// Under which day an entry counts. Pure.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"

namespace shanhai::measurement {

// Refunds in the period in which they happened, or in that of their sale.
enum class RefundView { posting, sale };
BOOST_DESCRIBE_ENUM(RefundView, posting, sale)

// A frozen period, and up to which number of the entry's own source it holds.
struct Freeze {
  std::string period;  // "2026Q1"
  Date from{}, to{};   // inclusive
  std::int64_t sequence = 0;
};

struct Posting {
  Date posted_on{}, sale_posted_on{};
  std::optional<std::string> frozen_for;  // of the frozen periods that it would have changed by posting, the shortest
  std::vector<std::pair<std::string, RefundView>> adjusts;  // every frozen period that it would have changed
  bool keeps_sale = false;                                  // of a reversal: a frozen period tells its sale for good
};

// The day of an entry's sale, and the one under which that sale counts by day of sale: a later one where it came after
// its day was frozen. What goes back of it counts there, too, unless that day has been frozen since. `sequence`: the
// sale's own number. A period frozen after it that does not hold `counted_on` neither tells the sale nor has it as an
// adjustment, so what goes back of it is none either.
struct SaleDays {
  Date sale_on{}, counted_on{};
  std::int64_t sequence = 0;
};

// `booked_on`: the greatest day its source had reached. An entry that comes after a freeze leaves the frozen period as
// it is and stands under the day it was booked on.
Posting post(Date occurred_on, SaleDays sale, Date booked_on, std::int64_t sequence, std::span<const Freeze> freezes);

// Of an entry that says that its sale never was. It stands where that sale counts, so that nothing is left of it on any
// day: also where the sale came too late for its own. Only where a frozen period tells the sale does it stand under the
// day it was booked on, as a cancellation (Posting::keeps_sale).
Posting post_reversal(SaleDays sale, Date booked_on, std::int64_t sequence, std::span<const Freeze> freezes);

// Periods that cubes are kept for.
enum class Tier { day, month, quarter, year };
BOOST_DESCRIBE_ENUM(Tier, day, month, quarter, year)

Date first_of(Date day, Tier tier);  // of the period that holds it
Date last_of(Date day, Tier tier);
bool covers(Tier tier, Date from, Date to);                        // whether whole periods of it make [from, to]
std::vector<Date> periods_between(Tier tier, Date from, Date to);  // first days; [from, to] is made of whole ones

}  // namespace shanhai::measurement
