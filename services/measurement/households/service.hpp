// How many households stand behind what was shipped. Never who.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/purchases/policy.hpp"

namespace shanhai::measurement {

struct HouseholdQuery {
  Text<4, 10> period;
  std::optional<Text<6, 6>> origin_county;
};
BOOST_DESCRIBE_STRUCT(HouseholdQuery, (), (period, origin_county))

struct HouseholdReport {
  std::string period;
  std::optional<std::int64_t> households;  // distinct, whose lots were shipped in the period; left out: too few to tell
  std::int64_t lots = 0;
  bool suppressed = false;
};
BOOST_DESCRIBE_STRUCT(HouseholdReport, (), (period, households, lots, suppressed))

class Households {
 public:
  Households(db::Database& database, Random& random, Policy policy)
      : database_(database), random_(random), policy_(policy) {}

  Task<Result<HouseholdReport>> count(auth::Principal caller, HouseholdQuery query);

 private:
  db::Database& database_;
  Random& random_;
  Policy policy_;
};

}  // namespace shanhai::measurement
