#include "services/measurement/cubes/blocks.hpp"

#include <charconv>

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

// The parts of what list_counted joins with bars.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}

  std::string_view text() {
    const auto bar = text_.find('|');
    const auto out = text_.substr(0, bar);
    text_.remove_prefix(bar == text_.npos ? text_.size() : bar + 1);
    return out;
  }
  std::int64_t number() {
    const auto field = text();
    std::int64_t out = 0;
    const auto [end, failure] = std::from_chars(field.data(), field.data() + field.size(), out);
    if (failure != std::errc() || end != field.data() + field.size())
      throw std::logic_error("list_counted gives numbers where numbers are read");
    return out;
  }
  std::uint32_t small() { return static_cast<std::uint32_t>(number()); }

 private:
  std::string_view text_;
};

CellSums sums_of(EntryKind kind, std::int64_t amount, std::int64_t quantity) {
  CellSums out;
  const bool is_sale = kind == EntryKind::sale;
  if (is_sale || kind == EntryKind::reversal) {
    const int sign = is_sale ? 1 : -1;
    out.gross = sign * amount;
    out.lines = sign;
    out.quantity = sign * quantity;
  } else {
    out.refunded = amount;
    out.refunds = 1;
  }
  return out;
}

}  // namespace

std::int64_t Folded::entries(Origin origin) const {
  const auto found = made.find({origin, CubeName::entry, Tier::day});
  return found == made.end() || found->second.empty() ? 0 : found->second.front();
}

std::vector<std::int64_t> Folded::levels(Origin origin, CubeName cube, Tier tier) const {
  const auto found = made.find({origin, cube, tier});
  if (found == made.end() || found->second.empty()) return {};
  return {found->second.begin() + 1, found->second.end()};
}

Folded read_folded(db::Tx& tx) {
  Folded out;
  db::Script script("measurement.read_folded");
  // What is counted is read first: of statements that see different states none is folded beyond it then.
  script.add(q::list_sources).add(q::list_folds).add(q::find_grid);
  const auto rows = tx.query(script);
  for (const auto row : rows[0]) {
    Origin origin{};
    if (boost::describe::enum_from_string(row.get<std::string>("origin").c_str(), origin))
      out.counted[origin] = row.get<std::int64_t>("sequence");
  }
  for (const auto row : rows[1]) {
    auto& levels = out.made[{row.get<Origin>("origin"), row.get<CubeName>("cube"), row.get<Tier>("tier")}];
    const auto level = row.get<std::size_t>("level");
    if (levels.size() <= level) levels.resize(level + 1);
    levels[level] = row.get<std::int64_t>("blocks");
  }
  out.grid = {rows[2].front().get<std::int64_t>("span"), rows[2].front().get<std::int64_t>("fan")};
  return out;
}

std::vector<PackedBlock> list_blocks(db::Tx& tx, const BlockQuestion& question, Origin origin,
                                     const std::vector<BlockRange>& ranges) {
  std::vector<PackedBlock> out;
  if (ranges.empty() || question.periods.empty() || question.parts.empty()) return out;
  std::vector<db::Params> rows;
  for (const auto& range : ranges)
    rows.push_back({{"level", range.level}, {"from", range.from}, {"until", range.until}});
  const auto found = tx.query_rows(q::list_blocks, rows,
                                   {{"cube", question.cube},
                                    {"tier", question.tier},
                                    {"measure", question.measure},
                                    {"periods", db::Value::list_of(question.periods)},
                                    {"parts", db::Value::list_of(question.parts)},
                                    {"origin", origin}});
  out.reserve(found.size());
  for (const auto row : found) {
    out.push_back({row.get<Date>("period"), row.get<db::Bytes>("cells").value, row.get<std::int64_t>("block")});
  }
  return out;
}

Cells list_entries(db::Tx& tx, orders::Measure measure, Origin origin, std::int64_t after, std::int64_t until) {
  static const Layout layout(entries_by_number(), Tier::day);
  Cells out(layout.width());
  const auto rows =
      tx.query(q::list_counted, {{"measure", measure}, {"origin", origin}, {"after", after}, {"until", until}});
  std::string key;
  for (const auto row : rows) {
    const auto joined = row.get<std::string>("fields");
    Fields fields(joined);
    key.clear();
    for (int i = 0; i < 5; ++i) append_number(key, number_of_division(fields.text()), 3);
    for (int i = 0; i < 4; ++i) append_number(key, fields.small(), 1);
    key += row.get<db::Bytes>("ids").value;
    for (int i = 0; i < 3; ++i) append_number(key, fields.small(), 2);
    const auto kind = static_cast<EntryKind>(fields.number());
    const auto amount = fields.number();
    out.add(key, sums_of(kind, amount, fields.number()));
  }
  return out;
}

}  // namespace shanhai::measurement
