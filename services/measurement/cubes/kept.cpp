#include "services/measurement/cubes/kept.hpp"

#include <algorithm>

namespace shanhai::measurement {
namespace {

constexpr std::size_t kLargest = 4;  // of all that is kept, the part that one answer may take
constexpr std::int64_t kPiecesOfRest = 64;

void append_name(std::string& out, std::int64_t number) {
  out += ' ';
  out += std::to_string(number);
}

std::string name_of(char kind, Origin origin, orders::Measure measure) {
  std::string out(1, kind);
  append_name(out, static_cast<std::int64_t>(origin));
  append_name(out, static_cast<std::int64_t>(measure));
  return out;
}

std::string name_of(const BlockQuestion& question, Origin origin) {
  auto out = name_of('s', origin, question.measure);
  append_name(out, static_cast<std::int64_t>(question.cube));
  append_name(out, static_cast<std::int64_t>(question.tier));
  for (const auto period : question.periods) append_name(out, day_number(period));
  out += '/';
  for (const auto part : question.parts) append_name(out, part);
  return out;
}

std::int64_t blocks_below(const Grid& grid, const std::vector<BlockRange>& ranges) {
  std::int64_t out = 0;
  for (const auto& range : ranges) {
    auto until = range.until;
    for (int level = 0; level < range.level; ++level) until *= grid.fan;
    out = std::max(out, until);
  }
  return out;
}

// The part of `ranges` that begins at block `from` of level 0; none where one of them lies across it.
std::vector<BlockRange> ranges_after(const Grid& grid, std::vector<BlockRange> ranges, std::int64_t from) {
  std::vector<BlockRange> out;
  for (auto& range : ranges) {
    std::int64_t unit = 1;
    for (int level = 0; level < range.level; ++level) unit *= grid.fan;
    if (range.until * unit <= from) continue;
    if (range.from * unit < from && from % unit != 0) return {};
    range.from = std::max(range.from, from / unit);
    out.push_back(range);
  }
  return out;
}

Blocks added_up(const BlockQuestion& question, const Blocks& blocks) {
  const auto& cube = cube_named(question.cube);
  const Layout layout(cube, question.tier);
  std::map<Date, Cells> by_period;
  for (const auto& block : blocks)
    by_period.try_emplace(block.period, layout.width()).first->second.add_packed(block.cells);
  Blocks out;
  for (auto& [period, cells] : by_period) {
    for (auto& piece : cells.pack()) out.push_back({period, std::move(piece), 0});
  }
  return out;
}

std::size_t bytes_of(const std::string& name, const Blocks& blocks) {
  std::size_t out = 2 * name.size() + 256;
  for (const auto& block : blocks) out += sizeof block + block.cells.capacity();
  return out;
}

}  // namespace

std::shared_ptr<KeptBlocks> keep_blocks(std::size_t bytes_max) { return std::make_shared<KeptBlocks>(bytes_max); }

std::shared_ptr<const Blocks> KeptBlocks::sums(db::Tx& tx, const Grid& grid, const BlockQuestion& question,
                                               Origin origin, const std::vector<BlockRange>& ranges) {
  const auto until = blocks_below(grid, ranges);
  const auto name = name_of(question, origin);
  auto kept = find(name);
  if (kept.blocks && kept.until == until) return kept.blocks;
  const auto further =
      kept.blocks && kept.until < until ? ranges_after(grid, ranges, kept.until) : std::vector<BlockRange>();
  auto read = list_blocks(tx, question, origin, further.empty() ? ranges : further);
  if (!further.empty()) read.insert(read.end(), kept.blocks->begin(), kept.blocks->end());
  // What could not be kept anyway is told as it was read: unpacked it takes several times as much.
  if (bytes_of(name, read) > bytes_max_ / kLargest) return std::make_shared<const Blocks>(std::move(read));
  auto sums = std::make_shared<const Blocks>(added_up(question, read));
  if (kept.until < until) keep(name, {0, until, sums});  // an earlier state does not take the place of a later one
  return sums;
}

std::vector<std::shared_ptr<const Blocks>> KeptBlocks::entries(db::Tx& tx, orders::Measure measure, Origin origin,
                                                               std::int64_t from, std::int64_t until) {
  const auto name = [&](std::int64_t block) {
    auto out = name_of('e', origin, measure);
    append_name(out, block);
    return out;
  };
  std::vector<std::shared_ptr<const Blocks>> out;
  std::vector<BlockRange> missing;
  for (auto block = from; block < until; ++block) {
    out.push_back(find(name(block)).blocks);
    if (out.back()) continue;
    if (missing.empty() || missing.back().until != block) missing.push_back({0, block, block});
    missing.back().until = block + 1;
  }
  std::map<std::int64_t, Blocks> read;
  for (auto& block : list_blocks(tx, {CubeName::entry, Tier::day, measure, {kUndated}, {0}}, origin, missing))
    read[block.number].push_back(std::move(block));
  for (const auto& range : missing) {
    for (auto block = range.from; block < range.until; ++block) {
      auto& place = out[static_cast<std::size_t>(block - from)];
      place = std::make_shared<const Blocks>(std::move(read[block]));
      keep(name(block), {block, block + 1, place});
    }
  }
  return out;
}

std::shared_ptr<const Blocks> KeptBlocks::rest(db::Tx& tx, orders::Measure measure, Origin origin, std::int64_t after,
                                               std::int64_t until) {
  const auto name = name_of('r', origin, measure);
  const auto kept = find(name);
  const bool begins = kept.blocks && kept.from == after && kept.until <= until;
  if (begins && kept.until == until) return kept.blocks;
  auto fresh = list_entries(tx, measure, origin, begins ? kept.until : after, until);
  Blocks out;
  if (begins) {
    const bool many = kept.blocks->size() >= kPiecesOfRest;
    for (const auto& piece : *kept.blocks) many ? fresh.add_packed(piece.cells) : out.push_back(piece);
  }
  for (auto& piece : fresh.pack()) out.push_back({kUndated, std::move(piece), 0});
  auto rest = std::make_shared<const Blocks>(std::move(out));
  const bool is_earlier = kept.blocks && (kept.from > after || (kept.from == after && kept.until > until));
  if (!is_earlier) keep(name, {after, until, rest});
  return rest;
}

std::size_t KeptBlocks::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

KeptBlocks::Kept KeptBlocks::find(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = items_.find(name);
  if (found == items_.end()) return {};
  asked_.splice(asked_.begin(), asked_, found->second.asked);
  return found->second.kept;
}

void KeptBlocks::keep(const std::string& name, Kept kept) {
  const auto bytes = bytes_of(name, *kept.blocks);
  const std::lock_guard lock(mutex_);
  const auto forget = [this](std::map<std::string, Item>::iterator item) {
    bytes_ -= item->second.bytes;
    asked_.erase(item->second.asked);
    items_.erase(item);
  };
  if (const auto found = items_.find(name); found != items_.end()) {
    if (found->second.kept.from == kept.from && found->second.kept.until > kept.until) return;  // another was faster
    forget(found);
  }
  if (bytes > bytes_max_ / kLargest) return;
  asked_.push_front(name);
  items_.emplace(name, Item{std::move(kept), bytes, asked_.begin()});
  bytes_ += bytes;
  while (bytes_ > bytes_max_) forget(items_.find(asked_.back()));
}

}  // namespace shanhai::measurement
