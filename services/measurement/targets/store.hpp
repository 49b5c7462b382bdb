// Versions of targets in SQL.
#pragma once

#include "services/measurement/api.hpp"
#include "services/measurement/entered.hpp"
#include "services/measurement/targets/domain.hpp"
#include "services/measurement/units/tree.hpp"

namespace shanhai::measurement {

BOOST_DESCRIBE_ENUM(TargetLevel, region, pairing, unit)

struct TargetRow {
  int year = 0;
  TargetLevel level = TargetLevel::region;
  std::string subject;
  orders::Measure measure = orders::Measure::paid;
  std::int64_t version = 0;
  Money amount;
  std::string buyer_region, origin_region;
  std::string reason;
  AccountId set_by;
  Instant set_at{};
  std::int64_t revision = 0;  // see entered.hpp
};

// Whose targets a caller may see: of both sides of a purchase, by region in the statement.
struct TargetScope {
  Visibility regions;
  bool any_unit = true;  // false: targets of these units only
  std::vector<std::string> units;
};

struct TargetFilter {
  int year = 0;
  std::optional<TargetLevel> level;
  std::optional<orders::Measure> measure;
  std::int64_t known = kNewestEntered;  // what was set behind it is not there
};

namespace store {

// Of the key of `row`, locked.
std::optional<TargetRow> lock_newest_target(db::Tx& tx, const TargetRow& row);
bool insert_target(db::Tx& tx, const TargetRow& row);  // false: somebody was faster
// The version of each key that held then, by level, subject and measure, behind `after`.
std::vector<TargetRow> list_targets(db::Tx& tx, const TargetFilter& filter, const TargetScope& scope,
                                    const TargetRow& after, std::int64_t limit);

}  // namespace store
}  // namespace shanhai::measurement
