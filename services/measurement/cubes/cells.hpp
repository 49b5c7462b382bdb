// Sums of entries, packed: sorted by key, each a key of fixed width and six numbers. Of a key stands only what differs
// from the one before, after the number of bytes that are the same. Pure.
#pragma once

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "services/measurement/cubes/cubes.hpp"

namespace shanhai::measurement {

struct CellSums {
  std::int64_t gross = 0, refunded = 0;  // fen; refunds on the day on which they are posted
  std::int64_t refunded_by_sale = 0;     // on the day of their sale; always 0 in entries, which have both days
  std::int64_t lines = 0, refunds = 0;   // sales; entries that took away
  std::int64_t quantity = 0;             // units sold

  void operator+=(const CellSums& other);
  bool operator==(const CellSums&) const = default;
};

// Of one key width, in any order, to be packed.
class Cells {
 public:
  explicit Cells(std::size_t width) : width_(width) {}

  void add(std::string_view key, const CellSums& sums) {
    keys_ += key;
    sums_.push_back(sums);
  }
  // What pack() gave, once more.
  void add_packed(std::string_view packed);
  bool empty() const { return sums_.empty(); }
  // Sums of equal keys, without those that are nothing, in pieces of about half a megabyte. The same whatever the order
  // and division in which they were added. Empty afterwards.
  std::vector<std::string> pack();

 private:
  std::string_view key(std::size_t index) const { return std::string_view(keys_).substr(index * width_, width_); }

  std::size_t width_;
  std::string keys_;
  std::vector<CellSums> sums_;
};

void append_sums(std::string& out, const CellSums& sums);
// Advances `at`. std::runtime_error: the bytes end in between.
CellSums read_sums(const char*& at, const char* end);

inline constexpr std::size_t kWidestKey = 128;

// Calls take(key, sums) for each cell of what pack() gave; `key` holds until the next call.
template <class F>
void for_each_cell(std::string_view packed, std::size_t width, F take) {
  std::array<char, kWidestKey> key{};
  const char* at = packed.data();
  const char* const end = at + packed.size();
  while (at < end) {
    const std::size_t same = static_cast<unsigned char>(*at++);
    if (same > width || width > key.size() || std::size_t(end - at) < width - same)
      throw std::runtime_error("packed sums end within a key");
    std::memcpy(key.data() + same, at, width - same);
    at += width - same;
    take(static_cast<const char*>(key.data()), read_sums(at, end));
  }
}

}  // namespace shanhai::measurement
