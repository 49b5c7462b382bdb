#include "services/catalog/storefront/bits.hpp"

#include <roaring/containers/containers.h>

#include <algorithm>

namespace shanhai::catalog {
namespace {

constexpr std::size_t kContainerWords = 1024;  // 65,536 numbers

// Whole words where the container has them: reading number by number takes ten times as long. `room` is at least what
// its greatest number needs.
void add_container(const void* container, std::uint8_t type, Bits::Word* words, std::size_t room) {
  const auto add = [&](std::size_t number) { words[number / Bits::kWord] |= Bits::Word(1) << number % Bits::kWord; };
  container = container_unwrap_shared(container, &type);
  if (type == BITSET_CONTAINER_TYPE_CODE) {
    const auto* bits = static_cast<const bitset_container_t*>(container);
    for (std::size_t i = 0; i < std::min(room, kContainerWords); ++i) words[i] |= bits->array[i];
  } else if (type == ARRAY_CONTAINER_TYPE_CODE) {
    const auto* array = static_cast<const array_container_t*>(container);
    for (std::int32_t i = 0; i < array->cardinality; ++i) add(array->array[i]);
  } else {
    const auto* runs = static_cast<const run_container_t*>(container);
    for (std::int32_t i = 0; i < runs->n_runs; ++i) {
      for (std::size_t at = 0; at <= runs->runs[i].length; ++at) add(runs->runs[i].value + at);
    }
  }
}

std::size_t count_words(const std::vector<Bits::Word>& words) {
  std::size_t out = 0;
  for (const auto word : words) out += static_cast<std::size_t>(std::popcount(word));
  return out;
}

__attribute__((target("popcnt"))) std::size_t count_by_instruction(const std::vector<Bits::Word>& words) {
  std::size_t out = 0;
  for (const auto word : words) out += static_cast<std::size_t>(__builtin_popcountll(word));
  return out;
}

// Memory of sets that are over, some for each thread. A search makes a dozen: given back to the system and asked for
// again, their pages cost as much as the search.
constexpr std::size_t kSpare = 24;

std::vector<std::vector<Bits::Word>>& spare() {
  thread_local auto out = [] {
    std::vector<std::vector<Bits::Word>> none;
    none.reserve(kSpare);
    return none;
  }();
  return out;
}

}  // namespace

Bits::~Bits() {
  if (room_ > 0 && words_.capacity() > 0 && spare().size() < kSpare) spare().push_back(std::move(words_));
}

void Bits::grow(std::size_t words) {
  if (words_.capacity() == 0 && room_ > 0 && !spare().empty()) {
    words_ = std::move(spare().back());
    spare().pop_back();
    words_.clear();
  }
  words_.resize(std::max(words, (room_ + kWord - 1) / kWord));
}

void Bits::add(const Roaring& numbers) {
  const auto& containers = numbers.roaring.high_low_container;
  if (containers.size == 0) return;
  // Where the room is known nobody looks for the greatest number: that takes as long as adding a few.
  if (room_ == 0)
    grow(std::max(words_.size(), static_cast<std::size_t>(numbers.maximum()) / kWord + 1));
  else if (words_.empty())
    grow(1);
  for (std::int32_t i = 0; i < containers.size; ++i) {
    const auto from = containers.keys[i] * kContainerWords;
    add_container(containers.containers[i], containers.typecodes[i], words_.data() + from, words_.size() - from);
  }
}

bool Bits::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](Word word) { return word == 0; });
}

std::size_t Bits::count() const {
  static const bool has_instruction = __builtin_cpu_supports("popcnt") != 0;
  return has_instruction ? count_by_instruction(words_) : count_words(words_);
}

Bits& Bits::operator|=(const Bits& other) {
  if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
  for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

Bits& Bits::operator&=(const Bits& other) {
  if (words_.size() > other.words_.size()) words_.resize(other.words_.size());
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  return *this;
}

Bits& Bits::operator-=(const Bits& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.word(i);
  return *this;
}

}  // namespace shanhai::catalog
