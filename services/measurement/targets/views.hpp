// Targets and completion as callers write and read them.
#pragma once

#include "common/http/message.hpp"
#include "services/measurement/reports/format.hpp"
#include "services/measurement/targets/store.hpp"

namespace shanhai::measurement {

struct TargetBody {
  Bounded<2000, 2999> year;
  TargetLevel level = TargetLevel::region;
  Text<6, 40> subject;  // a division, "440600-513431", or the id of a unit
  orders::Measure measure = orders::Measure::paid;
  Money amount;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(TargetBody, (), (year, level, subject, measure, amount, reason))

struct TargetView {
  int year = 0;
  TargetLevel level = TargetLevel::region;
  std::string subject, subject_name;
  orders::Measure measure = orders::Measure::paid;
  Money amount;
  std::int64_t version = 0;  // entity tag, for If-Match
  std::string reason;
  Instant set_at{};
};
BOOST_DESCRIBE_STRUCT(TargetView, (), (year, level, subject, subject_name, measure, amount, version, reason, set_at))

struct TargetQuery {
  Bounded<2000, 2999> year;
  std::optional<TargetLevel> level;
  std::optional<orders::Measure> measure;
  std::optional<Text<10, 160>> as_of;  // a day, or an answer's as_of: what was set by its end
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(TargetQuery, (), (year, level, measure, as_of, limit, cursor))

struct TargetPage {
  std::vector<TargetView> items;  // by level, subject, measure
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(TargetPage, (), (items, next_cursor))

struct CompletionQuery {
  Bounded<2000, 2999> year;
  TargetLevel level = TargetLevel::region;
  std::optional<orders::Measure> measure;  // left out: paid
  std::optional<Text<10, 160>> as_of;
};
BOOST_DESCRIBE_STRUCT(CompletionQuery, (), (year, level, measure, as_of))

struct FormattedCompletionQuery : CompletionQuery {
  std::optional<ReportFormat> format;  // json
};
BOOST_DESCRIBE_STRUCT(FormattedCompletionQuery, (CompletionQuery), (format))

struct MonthView {
  int month = 1;
  Money net, cumulated;
  std::int64_t completion_ppm = 0;  // of the year's target
};
BOOST_DESCRIBE_STRUCT(MonthView, (), (month, net, cumulated, completion_ppm))

struct CompletionRow {
  std::string subject, subject_name;
  Money target, net;
  std::int64_t completion_ppm = 0;  // may exceed 1,000,000
  std::int64_t rank = 0;            // by completion, among the rows
  std::int64_t target_version = 0;
  std::vector<MonthView> months;  // those that have begun
};
BOOST_DESCRIBE_STRUCT(CompletionRow, (),
                      (subject, subject_name, target, net, completion_ppm, rank, target_version, months))

struct Completion {
  int year = 0;
  TargetLevel level = TargetLevel::region;
  orders::Measure measure = orders::Measure::paid;
  std::string as_of;                // asks for the same answer again
  std::vector<CompletionRow> rows;  // by rank
};
BOOST_DESCRIBE_STRUCT(Completion, (), (year, level, measure, as_of, rows))

}  // namespace shanhai::measurement
