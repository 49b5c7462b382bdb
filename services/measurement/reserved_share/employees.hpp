// A person counts what they buy for themselves under the unit that they work for, once it has confirmed that they do;
// either ends it. Who it is leaves the database in no answer and no event: the unit recognises them by what they wrote
// for it, which is sealed, and gone once it has decided.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/measurement/reserved_share/events.hpp"
#include "services/measurement/reserved_share/progress.hpp"

namespace shanhai::measurement {

struct AttributionBody {
  OrganisationId unit_id;
  Date valid_from{};            // this year's first day or later
  Text<1, 60> staff_reference;  // by which the unit knows them, such as a staff number
};
BOOST_DESCRIBE_STRUCT(AttributionBody, (), (unit_id, valid_from, staff_reference))

struct AttributionReasonBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(AttributionReasonBody, (), (reason))

struct AttributionView {
  AttributionId attribution_id;
  OrganisationId unit_id;
  std::string unit_name;
  AttributionState state = AttributionState::requested;
  Date valid_from{};
  std::optional<Date> valid_to;                // inclusive
  std::optional<std::string> staff_reference;  // until the unit has decided
  std::int64_t version = 0;
  Instant requested_at{};
};
BOOST_DESCRIBE_STRUCT(AttributionView, (),
                      (attribution_id, unit_id, unit_name, state, valid_from, valid_to, staff_reference, version,
                       requested_at))

struct AttributionPage {
  std::vector<AttributionView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AttributionPage, (), (items, next_cursor))

struct EmployeeQuery {
  Bounded<2000, 2999> year;
  std::optional<OrganisationId> unit;  // of a buyer unit left out: itself
};
BOOST_DESCRIBE_STRUCT(EmployeeQuery, (), (year, unit))

struct EmployeeVolume {
  OrganisationId unit_id;
  std::string unit_name;
  int year = 0;
  orders::Measure measure = orders::Measure::paid;
  Money own_net;                             // of the unit itself
  std::optional<std::int64_t> employees;     // distinct, who bought or sent back; too few are not told
  std::optional<Money> employees_net;        // nor what they bought
  std::optional<Money> employees_certified;  // of it certified goods
  bool suppressed = false;
};
BOOST_DESCRIBE_STRUCT(EmployeeVolume, (),
                      (unit_id, unit_name, year, measure, own_net, employees, employees_net, employees_certified,
                       suppressed))

class Employees {
 public:
  Employees(Context& context, SharePolicy policy) : context_(context), policy_(policy) {}

  // invalid /unit_id, /valid_from; conflict attribution_open: one is requested or confirmed already.
  Task<Result<db::Replayable<AttributionView>>> request(Command command, AttributionBody body, db::IdempotencyKey key);
  // A person's own, or those that name the caller's unit (forbidden not_an_administrator).
  Task<Result<AttributionPage>> list(auth::Principal caller, http::PageQuery query);
  // confirm, refuse: the unit's administrators; end: either. attribution_not_found, attribution_state.
  Task<Result<AttributionView>> decide(Command command, AttributionId id, AttributionAction action, std::string reason);
  // unit_not_found
  Task<Result<EmployeeVolume>> volume(auth::Principal caller, EmployeeQuery query);

 private:
  Context& context_;
  const SharePolicy policy_;
};

}  // namespace shanhai::measurement
