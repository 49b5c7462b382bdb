// The tree of units as measurement knows it.
#pragma once

#include "common/http/message.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/units/domain.hpp"

namespace shanhai::measurement {

struct UnitQuery {
  std::optional<OrganisationId> unit;  // of a buyer unit left out: itself
  std::optional<Date> day;             // left out: today
};
BOOST_DESCRIBE_STRUCT(UnitQuery, (), (unit, day))

struct UnitView {
  OrganisationId unit_id;
  std::string name, kind, status, region;
  std::optional<OrganisationId> superior_id;
  std::int64_t version = 0;
  Date valid_from{};
};
BOOST_DESCRIBE_STRUCT(UnitView, (), (unit_id, name, kind, status, region, superior_id, version, valid_from))

struct UnitList {
  Date day{};
  std::vector<UnitView> items;  // the unit first, then everything below it
};
BOOST_DESCRIBE_STRUCT(UnitList, (), (day, items))

class Units {
 public:
  explicit Units(Context& context) : context_(context) {}
  // unit_not_found: unknown, or not the caller's to see.
  Task<Result<UnitList>> list(auth::Principal caller, UnitQuery query);

 private:
  Context& context_;
};

}  // namespace shanhai::measurement
