#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <span>

#include "common/base/encoding.hpp"
#include "common/json/json.hpp"
#include "services/traceability/log/domain_tree.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::traceability::tlog {
namespace {

// RFC 6962, section 2.1, word by word over a list of entries: no tiles, no memory, nothing shared with what it checks.
namespace reference {

using Entries = std::span<const std::string>;
using Hashes = std::vector<std::string>;

std::size_t largest_power_below(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Entries part(Entries entries, std::size_t begin, std::size_t end) { return entries.subspan(begin, end - begin); }

std::string mth(Entries entries) {
  if (entries.empty()) return sha256("");
  if (entries.size() == 1) return sha256(std::string("\0", 1) + entries[0]);
  const auto k = largest_power_below(entries.size());
  return sha256("\1" + mth(part(entries, 0, k)) + mth(part(entries, k, entries.size())));
}

Hashes path(std::size_t m, Entries entries) {
  if (entries.size() == 1) return {};
  const auto k = largest_power_below(entries.size());
  const auto left = part(entries, 0, k), right = part(entries, k, entries.size());
  auto out = m < k ? path(m, left) : path(m - k, right);
  out.push_back(m < k ? mth(right) : mth(left));
  return out;
}

Hashes subproof(std::size_t m, Entries entries, bool whole) {
  if (m == entries.size()) return whole ? Hashes{} : Hashes{mth(entries)};
  const auto k = largest_power_below(entries.size());
  const auto left = part(entries, 0, k), right = part(entries, k, entries.size());
  auto out = m <= k ? subproof(m, left, whole) : subproof(m - k, right, false);
  out.push_back(m <= k ? mth(right) : mth(left));
  return out;
}

}  // namespace reference

std::string entry_of(std::size_t number) { return sha256("entry " + std::to_string(number)); }

// A tree as the log keeps it: full tiles, and the right edge.
struct Grown {
  void grow(std::size_t size) {
    while (entries.size() < size) {
      entries.push_back(entry_of(entries.size()));
      std::vector<Tile> full;
      edge.append(leaf_hash(entries.back()), full);
      for (auto& tile : full) tiles[{tile.level, tile.index}] = std::move(tile.hashes);
    }
  }
  Tree tree() const {
    return Tree(edge.size(), [this](int level, std::uint64_t index, std::size_t count) {
      const auto found = tiles.find({level, index});
      const std::string hashes = found == tiles.end() ? std::string(edge.partial(level)) : found->second;
      EXPECT_GE(hashes.size(), count * kHashBytes) << "level " << level << " tile " << index;
      return hashes;
    });
  }
  reference::Entries first(std::size_t size) const { return reference::part(entries, 0, size); }

  std::vector<std::string> entries;
  Edge edge;
  std::map<std::pair<int, std::uint64_t>, std::string> tiles;
};

// Whatever is changed in a proof, it proves nothing any more.
void expect_mutations_refused(const std::vector<Hash>& proof, const std::function<bool(const std::vector<Hash>&)>& ok) {
  for (std::size_t i = 0; i < proof.size(); ++i) {
    auto changed = proof;
    changed[i][i % kHashBytes] ^= 1;
    EXPECT_FALSE(ok(changed)) << "hash " << i << " changed";
    changed = proof;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(ok(changed)) << "hash " << i << " left out";
  }
  auto longer = proof;
  longer.push_back(entry_of(0));
  EXPECT_FALSE(ok(longer)) << "one too many";
}

constexpr std::size_t kAll = 70;

TEST(LogTree, HasTheRootsAndInclusionProofsOfTheReferenceForAllSizes) {
  Grown log;
  for (std::size_t size = 1; size <= kAll; ++size) {
    log.grow(size);
    const auto entries = log.first(size);
    const auto root = reference::mth(entries);
    ASSERT_EQ(log.edge.root(), root) << size;
    ASSERT_EQ(log.tree().root(size), root) << size;
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = log.tree().inclusion(index, size);
      ASSERT_EQ(proof, reference::path(index, entries)) << index << " of " << size;
      const auto leaf = leaf_hash(entries[index]);
      const auto holds = [&](const std::vector<Hash>& p) { return verify_inclusion(leaf, index, size, p, root); };
      EXPECT_TRUE(holds(proof)) << index << " of " << size;
      expect_mutations_refused(proof, holds);
      EXPECT_FALSE(verify_inclusion(leaf_hash("another"), index, size, proof, root));
      EXPECT_FALSE(verify_inclusion(leaf, size, size, proof, root));
      if (size > 1) EXPECT_FALSE(verify_inclusion(leaf, (index + 1) % size, size, proof, root)) << index << ' ' << size;
    }
  }
}

TEST(LogTree, HasTheConsistencyProofsOfTheReferenceForAllSizes) {
  Grown log;
  log.grow(kAll);
  std::vector<Hash> roots;
  for (std::size_t size = 0; size <= kAll; ++size) roots.push_back(reference::mth(log.first(size)));
  for (std::size_t to = 0; to <= kAll; ++to) {
    for (std::size_t from = 0; from <= to; ++from) {
      const auto proof = log.tree().consistency(from, to);
      if (from > 0) ASSERT_EQ(proof, reference::subproof(from, log.first(to), true)) << from << " to " << to;
      const auto holds = [&](const std::vector<Hash>& p) {
        return verify_consistency(from, to, roots[from], roots[to], p);
      };
      EXPECT_TRUE(holds(proof)) << from << " to " << to;
      expect_mutations_refused(proof, holds);
      if (from == to || from == 0) continue;  // of nothing, every tree is a continuation
      EXPECT_FALSE(verify_consistency(from, to, roots[from], entry_of(1), proof)) << from << " to " << to;
      EXPECT_FALSE(verify_consistency(from, to, entry_of(1), roots[to], proof)) << from << " to " << to;
      EXPECT_FALSE(verify_consistency(to, from, roots[to], roots[from], proof)) << "trees do not shrink";
    }
  }
}

// Over the borders of tiles, and of their levels.
TEST(LogTree, AgreesWithTheReferenceOnLargeTrees) {
  std::mt19937_64 random(fixture::seed());
  constexpr std::size_t kLargest = 65'536 + 300, kCompared = 3000;
  Grown log;
  log.grow(kLargest);
  std::vector<std::size_t> sizes{255, 256, 257, 511, 512, kLargest};
  for (int i = 0; i < 4; ++i) sizes.push_back(1 + random() % kCompared);
  auto tree = log.tree();
  for (const auto size : sizes) {
    SCOPED_TRACE(size);
    const auto entries = log.first(size);
    const auto root = reference::mth(entries);
    EXPECT_EQ(tree.root(size), root);
    const auto index = random() % size, from = 1 + random() % size;
    const auto path = tree.inclusion(index, size);
    EXPECT_TRUE(verify_inclusion(leaf_hash(entries[index]), index, size, path, root)) << index;
    const auto proof = tree.consistency(from, size);
    EXPECT_TRUE(verify_consistency(from, size, reference::mth(log.first(from)), root, proof)) << from;
    if (size > kCompared) continue;
    EXPECT_EQ(path, reference::path(index, entries)) << index;
    EXPECT_EQ(proof, reference::subproof(from, entries, true)) << from;
  }
  EXPECT_EQ(log.tiles.size(), kLargest / 256 + 1);
}

TEST(LogTree, EdgesAreReadAsTheyAreWrittenAndForTheirSizeOnly) {
  Grown log;
  for (const std::size_t size : {0, 1, 70, 255, 256, 300, 512, 600}) {
    log.grow(size);
    const auto bytes = log.edge.bytes();
    const auto read = Edge::parse(size, bytes);
    ASSERT_TRUE(read.has_value()) << size;
    EXPECT_EQ(read->root(), log.edge.root()) << size;
    EXPECT_EQ(read->bytes(), bytes) << size;
    EXPECT_FALSE(Edge::parse(size + 1, bytes).has_value()) << size;
    EXPECT_FALSE(Edge::parse(size, bytes + "x").has_value()) << size;
  }
}

TEST(LogTree, NamesTilesInOneWay) {
  const auto parse = [](const char* level, std::vector<std::string> segments) {
    return parse_tile_name(level, segments);
  };
  const auto large = parse("0", {"x001", "x234", "067"});
  ASSERT_TRUE(large.has_value());
  EXPECT_EQ(large->index, 1234067u);
  EXPECT_EQ(large->width, kTileWidth);
  EXPECT_EQ(tile_path(*large), "0/x001/x234/067");
  const auto partial = parse("entries", {"x001", "000.p", "255"});
  ASSERT_TRUE(partial.has_value());
  EXPECT_TRUE(partial->entries);
  EXPECT_EQ(tile_path(*partial), "entries/x001/000.p/255");
  const struct {
    const char* level;
    std::vector<std::string> segments;
  } wrong[] = {
      {"00", {"000"}},  {"64", {"000"}},       {"-1", {"000"}},         {"", {"000"}},           {"0", {}},
      {"0", {"0"}},     {"0", {"0000"}},       {"0", {"x000"}},         {"0", {"001", "000"}},   {"0", {"x000", "001"}},
      {"0", {"000.p"}}, {"0", {"000.p", "0"}}, {"0", {"000.p", "256"}}, {"0", {"000.p", "01"}},  {"0", {"000.p", ""}},
      {"0", {"00a"}},   {"0", {"000.q", "1"}}, {"entry", {"000"}},      {"0", {"x001", "x000"}}, {"0", {".p", "1"}}};
  for (const auto& c : wrong)
    EXPECT_FALSE(parse_tile_name(c.level, c.segments).has_value())
        << c.level << " " << (c.segments.empty() ? "" : c.segments.front());
}

// The published vectors, where the machine has them: next to the project, in shared/epcis.
TEST(LogTree, HasThePublishedRoots) {
  const auto path =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path().parent_path() / "shared" /
      "epcis" / "merkle" / "rfc6962-roots.json";
  if (!std::filesystem::exists(path))
    GTEST_SKIP() << "NO VECTORS AT " << path << ": the tree is not checked against published roots";
  std::ifstream in(path);
  const auto document = json::parse_value(std::string{std::istreambuf_iterator<char>(in), {}}).value();
  const auto& leaves = document.at("leaf_data_hex").as_array();
  const auto& roots = document.at("root_hex_by_size").as_array();
  ASSERT_EQ(roots.size(), leaves.size() + 1);
  Edge edge;
  for (std::size_t size = 0; size < roots.size(); ++size) {
    EXPECT_EQ(to_hex(edge.root()), std::string(roots[size].as_string())) << size;
    std::vector<Tile> full;
    if (size < leaves.size()) edge.append(leaf_hash(from_hex(std::string(leaves[size].as_string())).value()), full);
  }
}

}  // namespace
}  // namespace shanhai::traceability::tlog
