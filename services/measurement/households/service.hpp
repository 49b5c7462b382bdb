// How many households stand behind what was shipped. Never who.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/purchases/policy.hpp"
#include "services/measurement/purchases/views.hpp"
#include "services/measurement/reports/format.hpp"

namespace shanhai::measurement {

struct HouseholdQuery {
  Text<4, 10> period;
  std::optional<Text<6, 6>> origin_county;
  std::optional<Text<10, 160>> as_of;
};
BOOST_DESCRIBE_STRUCT(HouseholdQuery, (), (period, origin_county, as_of))

struct HouseholdReport {
  std::string period;
  std::string as_of;                       // asks for this very answer again
  std::optional<std::int64_t> households;  // distinct, whose lots were shipped in the period; left out: too few to tell
  std::int64_t lots = 0;
  bool suppressed = false;
  std::optional<FrozenReport> frozen;  // told as of then: what was heard of later counts no more in this period
};
BOOST_DESCRIBE_STRUCT(HouseholdReport, (), (period, as_of, households, lots, suppressed, frozen))

struct FormattedHouseholdQuery : HouseholdQuery {
  std::optional<ChartFormat> format;  // json
};
BOOST_DESCRIBE_STRUCT(FormattedHouseholdQuery, (HouseholdQuery), (format))

class Households {
 public:
  Households(db::Database& database, Random& random, Policy policy)
      : database_(database), random_(random), policy_(policy) {}

  // Of a frozen period, or within one, as of the freeze. forbidden; invalid: names the parameter.
  Task<Result<HouseholdReport>> count(auth::Principal caller, HouseholdQuery query);

 private:
  db::Database& database_;
  Random& random_;
  Policy policy_;
};

}  // namespace shanhai::measurement
