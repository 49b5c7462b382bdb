// Declarations of the reserved share as callers write and read them, and their reports.
#pragma once

#include "services/measurement/reports/format.hpp"
#include "services/measurement/reserved_share/rows.hpp"

namespace shanhai::measurement {

struct DeclarationBody {
  Bounded<2000, 2999> year;
  CanteenCase canteen = CanteenCase::own;
  std::optional<Money> canteen_total;                        // of the year; not where nothing is reserved
  std::optional<Bounded<1, 1'000'000>> ratio_ppm;            // left out: the least; more may be reserved
  std::optional<std::vector<OrganisationId>> sharing_units;  // the others that share the canteen
  std::optional<OrganisationId> contractor;                  // who buys for an outsourced canteen
  std::optional<OrganisationId> successor;
  std::optional<Text<1, 500>> exempt_reason;
  std::optional<OrganisationId> unit;  // by its superior, of a unit that is gone; left out: the caller's
};
BOOST_DESCRIBE_STRUCT(DeclarationBody, (),
                      (year, canteen, canteen_total, ratio_ppm, sharing_units, contractor, successor, exempt_reason,
                       unit))

struct ShareReasonBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(ShareReasonBody, (), (reason))

struct ShareProgress {
  orders::Measure measure = orders::Measure::paid;  // net of certified goods
  Money reserved, bought;
  std::optional<std::int64_t> completion_ppm;  // none where nothing is reserved
};
BOOST_DESCRIBE_STRUCT(ShareProgress, (), (measure, reserved, bought, completion_ppm))

struct DeclarationStepView {
  DeclarationAction action = DeclarationAction::submit;
  OrganisationId organisation_id;  // for which it was done
  std::string reason;
  Instant taken_at{};
  json::Object declared;  // as it was then
};
BOOST_DESCRIBE_STRUCT(DeclarationStepView, (), (action, organisation_id, reason, taken_at, declared))

// By a unit that the declaration names, since it was submitted last.
struct ObjectionView {
  OrganisationId unit_id;
  std::string reason;
  Instant raised_at{};
};
BOOST_DESCRIBE_STRUCT(ObjectionView, (), (unit_id, reason, raised_at))

struct DeclarationView {
  DeclarationId declaration_id;
  int year = 0;
  OrganisationId unit_id;
  std::string unit_name, region;
  CanteenCase canteen = CanteenCase::own;
  DeclarationState state = DeclarationState::submitted;
  Money canteen_total;
  std::int64_t ratio_ppm = 0;
  Money reserved;
  std::vector<OrganisationId> units;  // whom it is for
  std::optional<OrganisationId> contractor, successor;
  std::string exempt_reason;
  std::int64_t version = 0;  // entity tag, for If-Match
  Instant submitted_at{};
  std::vector<ObjectionView> objections;  // to be looked at before it is confirmed
  std::optional<ShareProgress> progress;
  std::optional<std::vector<DeclarationStepView>> steps;
};
BOOST_DESCRIBE_STRUCT(DeclarationView, (),
                      (declaration_id, year, unit_id, unit_name, region, canteen, state, canteen_total, ratio_ppm,
                       reserved, units, contractor, successor, exempt_reason, version, submitted_at, objections,
                       progress, steps))

struct DeclarationQuery {
  Bounded<2000, 2999> year;
  std::optional<DeclarationState> state;
  std::optional<OrganisationId> unit;  // that it is for
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(DeclarationQuery, (), (year, state, unit, limit, cursor))

struct DeclarationPage {
  std::vector<DeclarationView> items;  // without progress and steps
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(DeclarationPage, (), (items, next_cursor))

// Budget units and what they reserve; each unit once, each declaration where its filing unit stands. What an exempt
// unit bought is not towards anything.
struct ShareCounts {
  std::int64_t units = 0;                 // active budget units
  std::int64_t declared = 0;              // of them: in a declaration, also somebody else's
  std::int64_t confirmed = 0;             // of them: in one that is confirmed
  std::int64_t exempt = 0;                // of them: in a confirmed one that reserves nothing
  std::int64_t missing = 0;               // in none
  Money canteen_total, reserved, bought;  // of confirmed declarations
  std::optional<std::int64_t> completion_ppm;
};
BOOST_DESCRIBE_STRUCT(ShareCounts, (),
                      (units, declared, confirmed, exempt, missing, canteen_total, reserved, bought, completion_ppm))

struct RollupQuery {
  Bounded<2000, 2999> year;
  std::optional<OrganisationId> unit;  // of a buyer unit left out: itself
  std::optional<Text<10, 160>> as_of;
};
BOOST_DESCRIBE_STRUCT(RollupQuery, (), (year, unit, as_of))

struct FormattedRollupQuery : RollupQuery {
  std::optional<TableFormat> format;  // json
};
BOOST_DESCRIBE_STRUCT(FormattedRollupQuery, (RollupQuery), (format))

struct RollupRow : ShareCounts {
  OrganisationId unit_id;  // a direct subordinate (the first below that the caller sees) with everything below it; the
                           // unit's own row is without them
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RollupRow, (ShareCounts), (unit_id, name))

struct Rollup {
  int year = 0;
  std::string as_of;  // of units, declarations and what was bought: asks for the same answer again
  orders::Measure measure = orders::Measure::paid;
  ShareCounts total;
  std::vector<RollupRow> rows;
};
BOOST_DESCRIBE_STRUCT(Rollup, (), (year, as_of, measure, total, rows))

struct OverviewQuery {
  Bounded<2000, 2999> year;
  Bounded<1, 2> half;  // 1: until June; 2: the whole year
  std::optional<Text<10, 160>> as_of;
};
BOOST_DESCRIBE_STRUCT(OverviewQuery, (), (year, half, as_of))

struct FormattedOverviewQuery : OverviewQuery {
  std::optional<ReportFormat> format;  // json
};
BOOST_DESCRIBE_STRUCT(FormattedOverviewQuery, (OverviewQuery), (format))

struct OverviewRow : ShareCounts {
  std::string key;  // a prefecture's code, or the id of the unit at the top of a system
  std::string name;
  std::optional<std::int64_t> rank;  // by completion; none where nothing is reserved
};
BOOST_DESCRIBE_STRUCT(OverviewRow, (ShareCounts), (key, name, rank))

// 半年通报
struct Overview {
  int year = 0;
  std::int64_t half = 1;
  std::string as_of;  // of units, declarations and what was bought: asks for the same answer again
  orders::Measure measure = orders::Measure::paid;
  ShareCounts total;
  std::vector<OverviewRow> regions, systems;  // by rank
};
BOOST_DESCRIBE_STRUCT(Overview, (), (year, half, as_of, measure, total, regions, systems))

}  // namespace shanhai::measurement
