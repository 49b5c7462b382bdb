// How sums are read: from packed cells, and, where no cube has what is asked, from the entries by statements whose text
// is made for the question: it groups by what is asked, and by nothing else.
#pragma once

#include <functional>
#include <map>

#include "services/measurement/cubes/kept.hpp"
#include "services/measurement/purchases/sums.hpp"

namespace shanhai::measurement::reading {

// Up to which number of each source an answer reaches, and what of that is folded.
struct State {
  Folded folded;
  std::map<Origin, std::int64_t> cuts;
  std::shared_ptr<KeptBlocks> kept;
};
// The state of the question, or the one that this transaction sees.
State state_of(db::Tx& tx, const Policy& policy, const std::optional<AsOf>& as_of);

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

struct Source {
  const Cube* cube = nullptr;
  Tier tier = Tier::month;
};

// Every sum of the question's period and of the filter, at that state, in no particular order and as often as it is
// kept: folded sums, entries by number and the entries that no block holds yet. `key` is what read_key() takes. Of
// `sums`, `refunded` is as the question's view of refunds has it.
void scan(db::Tx& tx, const State& state, const Source& source, const Question& question, const Filter& filter,
          const Shape& shape, const std::function<void(std::string_view key, const CellSums& sums)>& take);
Row read_key(std::string_view key, const Shape& shape);

// Sums that one question may be told, before any are left out: what is behind an answer lies in memory.
inline constexpr std::size_t kGroupsMax = 200'000;

// invalid: query/group_by (narrow_the_question), where there are more groups.
Result<std::vector<Row>> sum_cube(db::Tx& tx, const State& state, const Source& source, const Question& question,
                                  const Filter& filter, const Shape& shape);

// Entries of the question's period; `months`: only those attributed to these, first days. invalid: as sum_cube().
Result<std::vector<Row>> sum_entries(db::Tx& tx, const State& state, const std::vector<Date>& months,
                                     const Question& question, const Shape& shape);
Error too_many_groups();

// In how many of its parts the cube is read.
std::vector<int> parts_of(const Source& source, const Filter& filter);

// Whether the period has more entries of the measure than `most`.
bool has_more_entries(db::Tx& tx, const Question& question, std::int64_t most);
// Whether sum_entries() would add up more than `most`.
bool sums_more_entries(db::Tx& tx, const State& state, const std::vector<Date>& months, const Question& question,
                       std::int64_t most);

// How many distinct values `member` has, NULL aside, by expressions over the table's columns; of sales that were not
// taken back as never made.
struct Distinct {
  std::string_view table, member;
  std::vector<std::string> keys;
  std::string condition;  // beside the filter, after AND; with `params`
  db::Params params;
};
std::map<std::vector<std::string>, std::int64_t> count_distinct(db::Tx& tx, const Distinct& what,
                                                                const Question& question);

// What of the entries a state holds, as a condition with its parameters.
std::string cut_of(const State& state, db::Params& params);

// The columns that a filter looks at; and what it says of a table that has them all, after "WHERE measure = ...".
std::vector<Column> columns_of(const Filter& filter);
void append_filter(std::string& text, db::Params& params, const Filter& filter);

}  // namespace shanhai::measurement::reading
