// The statements that sum cubes and entries. Their text is made for the question: it groups by what is asked, and by
// nothing else.
#pragma once

#include <map>

#include "services/measurement/cubes/cubes.hpp"
#include "services/measurement/purchases/sums.hpp"

namespace shanhai::measurement::reading {

// What rows are told apart by.
struct Shape {
  std::vector<Column> columns;
  bool day = false;         // first day of the tier's period; of entries the day that they count under
  bool attributed = false;  // of a cube first of the month, of entries the day
  bool has(Column column) const;
};

struct Row {
  std::map<Column, std::string> columns;
  Date day{}, attributed{};
  SumRow sums;  // without keys
};

std::vector<Row> sum_cube(db::Tx& tx, const Cube& cube, Tier tier, const Question& question, const Filter& filter,
                          const Shape& shape);

// Which entries, beside those of the question's period.
struct Booked {
  Origin origin = Origin::orders;
  Date from{}, to{};  // booked days
  std::int64_t sequence = 0;
};
struct Entries {
  std::optional<Booked> booked;  // by the order in which they were booked
  bool cut = false;              // without `booked`: only what the question's as_of contains
  std::vector<Date> months;      // of attribution, first days; empty: all
};
std::vector<Row> sum_entries(db::Tx& tx, const Entries& which, const Question& question, const Shape& shape);

// Whether the period has more entries of the measure than `most`.
bool has_more_entries(db::Tx& tx, const Question& question, std::int64_t most);

// How many distinct values `member` has, by expressions over the table's columns; of sales only.
struct Distinct {
  std::string_view table, member;
  std::vector<std::string> keys;
  std::string_view condition;  // beside the filter, after AND; with `params`
  db::Params params;
};
std::map<std::vector<std::string>, std::int64_t> count_distinct(db::Tx& tx, const Distinct& what,
                                                                const Question& question);

// The columns that a filter looks at; and what it says of a table that has them all, after "WHERE measure = ...".
std::vector<Column> columns_of(const Filter& filter);
void append_filter(std::string& text, db::Params& params, const Filter& filter);

}  // namespace shanhai::measurement::reading
