#include "services/measurement/cubes/folding.hpp"

#include <algorithm>
#include <array>

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;
using Take = std::function<void(BlockRow)>;

constexpr std::array kMeasures{orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted,
                               orders::Measure::completed};
constexpr std::array kOrigins{Origin::orders, Origin::registrations};
constexpr std::int64_t kEntryBlocksAtOnce = 8;
constexpr std::size_t kRowsAtOnce = 200, kBytesAtOnce = 4 * 1024 * 1024;

void take_pieces(BlockRow row, std::vector<std::string> pieces, const Take& take) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    row.piece = static_cast<int>(i);
    row.cells = std::move(pieces[i]);
    take(row);
  }
}

void make_entries(db::Tx& tx, const Grid& grid, const BlockId& id, const Take& take) {
  for (const auto measure : kMeasures) {
    auto cells = list_entries(tx, measure, id.origin, id.number * grid.span, (id.number + 1) * grid.span);
    take_pieces({measure, kUndated, 0, 0, {}}, cells.pack(), take);
  }
}

// Sums of one cube and tier from entries by number.
class Summer {
 public:
  Summer(const Cube& cube, Tier tier) : cube_(cube), tier_(tier), to_(cube, tier) {}

  void add(const char* entry, const CellSums& sums) {
    const auto kind = read_number(entry + from_.at(Column::buyer_kind), 1);
    if (cube_.organisations_only && kind == std::uint32_t(orders::BuyerKind::consumer)) return;
    middle_.clear();
    for (const auto column : cube_.columns) middle_.append(entry + from_.at(column), Layout::width_of(column));
    if (is_dated(tier_)) append_number(middle_, month_number(day_at(entry, from_.attributed_at())), 2);
    auto by_posting = sums, by_sale = CellSums();
    by_sale.refunded_by_sale = sums.refunded;
    add_to(day_at(entry, from_.posted_at()), by_posting);
    if (by_sale != CellSums()) add_to(day_at(entry, from_.sale_posted_at()), by_sale);
  }

  void take(orders::Measure measure, const Take& take) {
    for (auto& [where, cells] : cells_) take_pieces({measure, where.first, where.second, 0, {}}, cells.pack(), take);
    cells_.clear();
  }

 private:
  static Date day_at(const char* entry, int at) { return day_of_number(read_number(entry + at, 2)); }

  void add_to(Date day, const CellSums& sums) {
    const bool divided = tier_ != Tier::day && cube_.part;
    const int part = divided ? part_of(*cube_.part, middle_.data() + to_.at(*cube_.part)) : 0;
    cells_.try_emplace({first_of(day, tier_), part}, to_.width()).first->second.add(middle_, sums);
  }

  const Cube& cube_;
  Tier tier_;
  Layout to_;
  const Layout from_{entries_by_number(), Tier::day};
  std::string middle_;
  std::map<std::pair<Date, int>, Cells> cells_;
};

void make_first_sums(db::Tx& tx, const Grid& grid, const BlockId& id, const Take& take) {
  const Layout layout(entries_by_number(), Tier::day);
  Summer summer(cube_named(id.cube), id.tier);
  for (const auto measure : kMeasures) {
    const auto blocks = list_blocks(tx, {CubeName::entry, Tier::day, measure, {kUndated}, {0}}, id.origin,
                                    {{0, id.number * grid.fan, (id.number + 1) * grid.fan}});
    for (const auto& block : blocks) {
      for_each_cell(block.cells, layout.width(),
                    [&](const char* entry, const CellSums& sums) { summer.add(entry, sums); });
    }
    summer.take(measure, take);
  }
}

// Period by period and part by part, so that no more than one of them is held.
void make_sums(db::Tx& tx, const Grid& grid, const BlockId& id, const Take& take) {
  const BlockRange below{id.level - 1, id.number * grid.fan, (id.number + 1) * grid.fan};
  const Layout layout(cube_named(id.cube), id.tier);
  const auto places = tx.query(q::list_block_places, {{"origin", id.origin},
                                                      {"cube", id.cube},
                                                      {"tier", id.tier},
                                                      {"level", below.level},
                                                      {"from", below.from},
                                                      {"until", below.until}});
  for (const auto place : places) {
    BlockRow row{place.get<orders::Measure>("measure"), place.get<Date>("period"), place.get<int>("part"), 0, {}};
    Cells cells(layout.width());
    for (const auto& block :
         list_blocks(tx, {id.cube, id.tier, row.measure, {row.period}, {row.part}}, id.origin, {below}))
      cells.add_packed(block.cells);
    take_pieces(row, cells.pack(), take);
  }
}

void write_block(db::Tx& tx, const Grid& grid, const BlockId& id) {
  std::vector<db::Params> rows;
  std::size_t bytes = 0;
  const auto write = [&] {
    tx.execute_rows(
        q::insert_block, rows,
        {{"origin", id.origin}, {"cube", id.cube}, {"tier", id.tier}, {"level", id.level}, {"block", id.number}});
    rows.clear();
    bytes = 0;
  };
  make_block(tx, grid, id, [&](BlockRow row) {
    bytes += row.cells.size();
    rows.push_back({{"measure", row.measure},
                    {"period", row.period},
                    {"part", row.part},
                    {"piece", row.piece},
                    {"cells", db::Bytes{std::move(row.cells)}}});
    if (rows.size() >= kRowsAtOnce || bytes >= kBytesAtOnce) write();
  });
  write();
  tx.execute(
      q::put_fold,
      {{"origin", id.origin}, {"cube", id.cube}, {"tier", id.tier}, {"level", id.level}, {"blocks", id.number + 1}});
}

// What the next transaction writes. Entries first: what they hold, no answer has to read one by one. First sums of all
// cubes together, later ones, which are large, by themselves.
std::vector<BlockId> next_blocks(const Folded& folded, Origin origin) {
  std::vector<BlockId> out;
  const auto entries = folded.entries(origin);
  const auto counted = folded.counted.find(origin);
  const auto whole = counted == folded.counted.end() ? 0 : counted->second / folded.grid.span;
  for (auto number = entries; number < std::min(whole, entries + kEntryBlocksAtOnce); ++number)
    out.push_back({origin, CubeName::entry, Tier::day, 0, number});
  if (!out.empty()) return out;
  for (const auto& cube : cubes()) {
    for (const auto tier : cube.tiers) {
      auto below = entries;
      auto levels = folded.levels(origin, cube.name, tier);
      levels.push_back(0);  // the level that does not stand yet
      for (std::size_t i = 0; i < levels.size(); below = levels[i++]) {
        if ((levels[i] + 1) * folded.grid.fan > below) continue;
        const BlockId id{origin, cube.name, tier, static_cast<int>(i) + 1, levels[i]};
        if (i > 0 && out.empty()) return {id};
        if (i == 0) out.push_back(id);
        break;
      }
    }
  }
  return out;
}

}  // namespace

void make_block(db::Tx& tx, const Grid& grid, const BlockId& id, const std::function<void(BlockRow)>& take) {
  if (id.level == 0) return make_entries(tx, grid, id, take);
  if (id.level == 1) return make_first_sums(tx, grid, id, take);
  make_sums(tx, grid, id, take);
}

Result<bool> fold_next(db::Tx& tx) {
  const auto seen = read_folded(tx);
  for (const auto origin : kOrigins) {
    if (next_blocks(seen, origin).empty()) continue;
    tx.query(q::lock_fold, {{"origin", origin}});
    // Who waited for the lock finds what the other has written.
    const auto folded = read_folded(tx);
    const auto next = next_blocks(folded, origin);
    for (const auto& id : next) write_block(tx, folded.grid, id);
    if (!next.empty()) return true;
  }
  return false;
}

Task<> Folding::run(Loop& loop) {
  while (!loop.stopping()) {
    const auto folded = co_await database_.transaction(fold_next);
    if (folded.has_error()) throw std::runtime_error(folded.error().code);
    if (!*folded) co_await loop.pause(std::chrono::milliseconds(500));
  }
}

}  // namespace shanhai::measurement
