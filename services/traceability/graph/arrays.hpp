// What the trace graph is stored in: arrays that grow without moving, and an index over ids without copies of them.
#pragma once

#include <cstring>
#include <memory>
#include <vector>

#include "common/base/id.hpp"

namespace shanhai::traceability::graph {

using Index = std::uint32_t;
inline constexpr Index kNone = 0xFFFFFFFF;

template <class T>
class Chunked {
 public:
  T& operator[](Index at) { return chunks_[at >> kShift][at & kMask]; }
  const T& operator[](Index at) const { return chunks_[at >> kShift][at & kMask]; }
  Index size() const { return size_; }
  Index add(T value) {
    if ((size_ & kMask) == 0) chunks_.push_back(std::make_unique<T[]>(kMask + 1));
    (*this)[size_] = std::move(value);
    return size_++;
  }
  std::size_t bytes() const { return chunks_.size() * (kMask + 1) * sizeof(T); }

 private:
  static constexpr Index kShift = 13, kMask = (1u << kShift) - 1;
  std::vector<std::unique_ptr<T[]>> chunks_;
  Index size_ = 0;
};

// Open addressing; `key_of(index)` gives the id of what stands at an index.
class IdTable {
 public:
  template <class KeyOf>
  Index find(const IdBytes& key, KeyOf key_of) const {
    if (slots_.empty()) return kNone;
    for (auto at = place(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == kNone || key_of(slots_[at]) == key) return slots_[at];
    }
  }
  // The key must not be there.
  template <class KeyOf>
  void add(const IdBytes& key, Index value, KeyOf key_of) {
    if (2 * (used_ + 1) > slots_.size()) grow(key_of);
    ++used_;
    put(key, value);
  }
  std::size_t bytes() const { return slots_.size() * sizeof(Index); }

 private:
  std::size_t place(const IdBytes& key) const {
    std::uint64_t random;  // the second half of a UUIDv7, and of a digest
    std::memcpy(&random, key.data() + 8, sizeof random);
    return (random ^ (random >> 32)) & (slots_.size() - 1);
  }
  void put(const IdBytes& key, Index value) {
    auto at = place(key);
    while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = value;
  }
  template <class KeyOf>
  void grow(KeyOf key_of) {
    auto old = std::move(slots_);
    slots_.assign(old.empty() ? 1024 : 2 * old.size(), kNone);
    for (const auto value : old) {
      if (value != kNone) put(key_of(value), value);
    }
  }

  std::vector<Index> slots_;
  std::size_t used_ = 0;
};

}  // namespace shanhai::traceability::graph
