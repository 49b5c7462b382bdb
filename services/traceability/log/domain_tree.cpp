#include "services/traceability/log/domain_tree.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "common/base/encoding.hpp"

namespace shanhai::traceability::tlog {
namespace {

// Of 2^n hashes, one behind the other.
Hash perfect_root(std::string_view hashes) {
  std::string level(hashes);
  while (level.size() > kHashBytes) {
    std::string above;
    above.reserve(level.size() / 2);
    for (std::size_t at = 0; at < level.size(); at += 2 * kHashBytes) {
      const std::string_view pair(level.data() + at, 2 * kHashBytes);
      above += node_hash(pair.substr(0, kHashBytes), pair.substr(kHashBytes));
    }
    level = std::move(above);
  }
  return level;
}

// Leaves of the left subtree: the largest power of two below n. n > 1.
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

// How many hashes of that level there are; a shift by 64 is none.
std::uint64_t hashes_at(std::uint64_t size, int level) {
  const int shift = kTileHeight * level;
  return shift < 64 ? size >> shift : 0;
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
  std::string bytes(1, '\0');
  return sha256(bytes.append(entry));
}

Hash node_hash(std::string_view left, std::string_view right) {
  std::string bytes(1, '\1');
  return sha256(bytes.append(left).append(right));
}

Hash root_of_nothing() { return sha256({}); }

std::optional<Edge> Edge::parse(std::uint64_t size, std::string_view bytes) {
  Edge out;
  out.size_ = size;
  for (int level = 0; hashes_at(size, level) > 0; ++level) {
    const auto count = static_cast<std::size_t>(hashes_at(size, level) % kTileWidth) * kHashBytes;
    if (bytes.size() < count) return std::nullopt;
    out.levels_.emplace_back(bytes.substr(0, count));
    bytes.remove_prefix(count);
  }
  if (!bytes.empty()) return std::nullopt;
  return out;
}

void Edge::append(Hash leaf, std::vector<Tile>& full) {
  ++size_;
  for (std::size_t level = 0;; ++level) {
    if (levels_.size() == level) levels_.emplace_back();
    auto& hashes = levels_[level];
    hashes += leaf;
    if (hashes.size() < kTileBytes) return;
    leaf = perfect_root(hashes);
    const auto height = static_cast<int>(level);
    full.push_back({height, hashes_at(size_, height + 1) - 1, std::move(hashes)});
    hashes.clear();
  }
}

Hash Edge::root() const {
  std::vector<Hash> subtrees;  // from the left, each larger than those behind it together
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    std::string_view hashes = *level;
    while (!hashes.empty()) {
      const auto count = std::bit_floor(hashes.size() / kHashBytes) * kHashBytes;
      subtrees.push_back(perfect_root(hashes.substr(0, count)));
      hashes.remove_prefix(count);
    }
  }
  if (subtrees.empty()) return root_of_nothing();
  auto out = std::move(subtrees.back());
  for (auto left = subtrees.rbegin() + 1; left != subtrees.rend(); ++left) out = node_hash(*left, out);
  return out;
}

std::string Edge::bytes() const {
  std::string out;
  for (const auto& level : levels_) out += level;
  return out;
}

std::string_view Edge::partial(int level) const {
  const auto at = static_cast<std::size_t>(level);
  return at < levels_.size() ? std::string_view(levels_[at]) : std::string_view();
}

void Tree::require(std::uint64_t size) const {
  if (size > size_) throw std::logic_error("the tree has fewer leaves");
}

Hash Tree::root(std::uint64_t size) {
  require(size);
  return size == 0 ? root_of_nothing() : range(0, size);
}

std::vector<Hash> Tree::inclusion(std::uint64_t index, std::uint64_t size) {
  require(size);
  if (index >= size) throw std::logic_error("the leaf is not in the tree");
  std::vector<Hash> out;
  collect_inclusion(index, 0, size, out);
  return out;
}

std::vector<Hash> Tree::consistency(std::uint64_t from, std::uint64_t to) {
  require(to);
  if (from > to) throw std::logic_error("a tree does not shrink");
  std::vector<Hash> out;
  if (from > 0 && from < to) collect_consistency(from, 0, to, true, out);
  return out;
}

// Begins at a multiple of the power of two that is not below its length, as all ranges of RFC 6962 do.
Hash Tree::range(std::uint64_t begin, std::uint64_t end) {
  const auto length = end - begin;
  if (std::has_single_bit(length)) {
    const int height = std::countr_zero(length);
    return perfect(height, begin >> height);
  }
  const auto middle = begin + split(length);
  const auto left = range(begin, middle);
  return node_hash(left, range(middle, end));
}

Hash Tree::perfect(int height, std::uint64_t index) {
  const int level = height / kTileHeight, inside = height % kTileHeight;
  const auto first = index << inside;  // among the hashes of its level
  const auto& hashes = tile(level, first / kTileWidth);
  const auto at = static_cast<std::size_t>(first % kTileWidth) * kHashBytes;
  return perfect_root(std::string_view(hashes).substr(at, kHashBytes << inside));
}

const std::string& Tree::tile(int level, std::uint64_t index) {
  const auto [at, is_new] = tiles_.try_emplace({level, index});
  if (is_new) {
    const auto behind = hashes_at(size_, level) - index * kTileWidth;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(behind, kTileWidth));
    auto hashes = read_(level, index, count);
    if (hashes.size() < count * kHashBytes) throw std::runtime_error("a tile of the log is damaged");
    at->second = std::move(hashes);
  }
  return at->second;
}

void Tree::collect_inclusion(std::uint64_t index, std::uint64_t begin, std::uint64_t end, std::vector<Hash>& out) {
  if (end - begin == 1) return;
  const auto middle = begin + split(end - begin);
  if (index < middle) {
    collect_inclusion(index, begin, middle, out);
    out.push_back(range(middle, end));
  } else {
    collect_inclusion(index, middle, end, out);
    out.push_back(range(begin, middle));
  }
}

// `whole`: the verifier knows the root of the leaves from `begin` to `from`.
void Tree::collect_consistency(std::uint64_t from, std::uint64_t begin, std::uint64_t end, bool whole,
                               std::vector<Hash>& out) {
  if (from == end) {
    if (!whole) out.push_back(range(begin, end));
    return;
  }
  const auto middle = begin + split(end - begin);
  if (from <= middle) {
    collect_consistency(from, begin, middle, whole, out);
    out.push_back(range(middle, end));
  } else {
    collect_consistency(from, middle, end, false, out);
    out.push_back(range(begin, middle));
  }
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Hash>& proof,
                      const Hash& root) {
  if (index >= size) return false;
  auto at = index, last = size - 1;
  auto hash = leaf;
  for (const auto& sibling : proof) {
    if (last == 0) return false;
    if (at % 2 == 1 || at == last) {
      hash = node_hash(sibling, hash);
      while (at % 2 == 0 && at != 0) at /= 2, last /= 2;
    } else {
      hash = node_hash(hash, sibling);
    }
    at /= 2, last /= 2;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t from, std::uint64_t to, const Hash& from_root, const Hash& to_root,
                        const std::vector<Hash>& proof) {
  if (from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (from == 0) return proof.empty() && from_root == root_of_nothing();
  auto next = proof.begin();
  auto at = from - 1, last = to - 1;
  while (at % 2 == 1) at /= 2, last /= 2;
  // A whole subtree is the old tree itself, whose root the verifier has.
  if (!std::has_single_bit(from) && next == proof.end()) return false;
  auto old_hash = std::has_single_bit(from) ? from_root : *next++;
  auto new_hash = old_hash;
  for (; next != proof.end(); ++next) {
    if (last == 0) return false;
    if (at % 2 == 1 || at == last) {
      old_hash = node_hash(*next, old_hash);
      new_hash = node_hash(*next, new_hash);
      while (at % 2 == 0 && at != 0) at /= 2, last /= 2;
    } else {
      new_hash = node_hash(new_hash, *next);
    }
    at /= 2, last /= 2;
  }
  return last == 0 && old_hash == from_root && new_hash == to_root;
}

namespace {

constexpr std::size_t kGroups = 6;  // of three digits: below 2^63

bool is_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

// No leading zero; small.
std::optional<std::size_t> small_number(std::string_view text, std::size_t max) {
  if (!is_digits(text) || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  const auto value = static_cast<std::size_t>(std::stoul(std::string(text)));
  return value > max ? std::nullopt : std::optional(value);
}

}  // namespace

std::optional<TileName> parse_tile_name(std::string_view level, const std::vector<std::string>& segments) {
  TileName out;
  out.entries = level == "entries";
  if (!out.entries) {
    const auto number = small_number(level, 63);
    if (!number) return std::nullopt;
    out.level = static_cast<int>(*number);
  }
  auto groups = segments;
  if (groups.size() >= 2 && groups[groups.size() - 2].ends_with(".p")) {
    const auto width = small_number(groups.back(), kTileWidth - 1);
    if (!width || *width == 0) return std::nullopt;
    out.width = *width;
    groups.pop_back();
    groups.back().resize(groups.back().size() - 2);
  }
  if (groups.empty() || groups.size() > kGroups) return std::nullopt;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    std::string_view group = groups[i];
    if (i + 1 < groups.size()) {
      if (!group.starts_with('x')) return std::nullopt;
      group.remove_prefix(1);
    }
    if (group.size() != 3 || !is_digits(group) || (i == 0 && groups.size() > 1 && group == "000")) return std::nullopt;
    out.index = out.index * 1000 + std::stoul(std::string(group));
  }
  return out;
}

std::string tile_path(const TileName& name) {
  std::string groups;
  auto rest = name.index;
  do {
    auto group = std::to_string(rest % 1000);
    group.insert(0, 3 - group.size(), '0');
    groups = groups.empty() ? group : "x" + group + "/" + groups;
    rest /= 1000;
  } while (rest > 0);
  auto out = (name.entries ? std::string("entries") : std::to_string(name.level)) + "/" + groups;
  if (name.width < kTileWidth) out += ".p/" + std::to_string(name.width);
  return out;
}

}  // namespace shanhai::traceability::tlog
