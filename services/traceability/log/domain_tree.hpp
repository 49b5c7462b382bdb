// The Merkle tree of the transparency log: RFC 6962, section 2.1, with SHA-256, kept in tiles of 256 hashes (C2SP
// tlog-tiles). Pure. Hashes are 32 bytes; sizes and indexes count leaves.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::traceability::tlog {

inline constexpr std::size_t kHashBytes = 32;
inline constexpr int kTileHeight = 8;
inline constexpr std::size_t kTileWidth = 256;
inline constexpr std::size_t kTileBytes = kTileWidth * kHashBytes;

using Hash = std::string;

Hash leaf_hash(std::string_view entry);  // SHA-256(0x00 | entry)
Hash node_hash(std::string_view left, std::string_view right);
Hash root_of_nothing();  // of the tree without leaves

// A full tile: hash i is the root of the 256^level leaves from (index * 256 + i) * 256^level.
struct Tile {
  int level = 0;
  std::uint64_t index = 0;
  std::string hashes;
};

// The right edge of a tree: what has not filled a tile yet, for each level. All that appending and the root need.
class Edge {
 public:
  Edge() = default;
  // As bytes() gave it. nullopt: not the edge of a tree of that size.
  static std::optional<Edge> parse(std::uint64_t size, std::string_view bytes);

  std::uint64_t size() const { return size_; }
  // Tiles that this leaf fills are put behind `full`, the lowest level first.
  void append(Hash leaf, std::vector<Tile>& full);
  Hash root() const;
  std::string bytes() const;
  std::string_view partial(int level) const;  // hashes of the tile that is not full yet; may be empty

 private:
  std::uint64_t size_ = 0;
  std::vector<std::string> levels_;
};

// Proofs and roots out of tiles. Each tile is read once.
class Tree {
 public:
  // At least the first `count` hashes of a tile; throws where there are fewer: the log is damaged.
  using Read = std::function<std::string(int level, std::uint64_t index, std::size_t count)>;
  Tree(std::uint64_t size, Read read) : size_(size), read_(std::move(read)) {}

  // Of the tree that the first `size` leaves were; std::logic_error: there are not so many.
  Hash root(std::uint64_t size);
  // RFC 6962, section 2.1.1: from the leaf's sibling up. index < size.
  std::vector<Hash> inclusion(std::uint64_t index, std::uint64_t size);
  // Section 2.1.2. from <= to; empty for from = 0 and from = to.
  std::vector<Hash> consistency(std::uint64_t from, std::uint64_t to);

 private:
  Hash range(std::uint64_t begin, std::uint64_t end);
  Hash perfect(int height, std::uint64_t index);
  void collect_inclusion(std::uint64_t index, std::uint64_t begin, std::uint64_t end, std::vector<Hash>& out);
  void collect_consistency(std::uint64_t from, std::uint64_t begin, std::uint64_t end, bool whole,
                           std::vector<Hash>& out);
  const std::string& tile(int level, std::uint64_t index);
  void require(std::uint64_t size) const;

  std::uint64_t size_;
  Read read_;
  std::map<std::pair<int, std::uint64_t>, std::string> tiles_;
};

// RFC 9162, sections 2.1.3.2 and 2.1.4.2.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Hash>& proof,
                      const Hash& root);
bool verify_consistency(std::uint64_t from, std::uint64_t to, const Hash& from_root, const Hash& to_root,
                        const std::vector<Hash>& proof);

// What "/tile/<L>/<N>[.p/<W>]" and "/tile/entries/<N>[.p/<W>]" name.
struct TileName {
  bool entries = false;
  int level = 0;
  std::uint64_t index = 0;
  std::size_t width = kTileWidth;
};
// `segments`: behind the level, "x001", "x234", "067.p", "112". nullopt: not the one spelling of a tile.
std::optional<TileName> parse_tile_name(std::string_view level, const std::vector<std::string>& segments);
std::string tile_path(const TileName& name);  // "0/x001/x234/067.p/112"

}  // namespace shanhai::traceability::tlog
