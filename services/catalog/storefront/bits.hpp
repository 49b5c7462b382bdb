// Sets of small numbers, one bit each: what a search intersects and counts sixty-four documents at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <roaring/roaring.hh>
#include <vector>

namespace shanhai::catalog {

class Bits {
 public:
  using Number = std::uint32_t;
  using Word = std::uint64_t;
  static constexpr std::size_t kWord = 64;

  Bits() = default;
  // For a while, of one thread: all numbers are below `room`, and the memory is used again by the next one.
  explicit Bits(std::size_t room) : room_(room) {}
  Bits(const Bits&) = default;
  Bits(Bits&&) noexcept = default;
  Bits& operator=(const Bits&) = default;
  Bits& operator=(Bits&&) noexcept = default;
  ~Bits();

  void add(Number number) {
    if (number / kWord >= words_.size()) grow(number / kWord + 1);
    words_[number / kWord] |= Word(1) << number % kWord;
  }
  void remove(Number number) {
    if (number / kWord < words_.size()) words_[number / kWord] &= ~(Word(1) << number % kWord);
  }
  void add(const Roaring& numbers);

  bool contains(Number number) const { return (word(number / kWord) >> number % kWord & 1) != 0; }
  bool empty() const;
  std::size_t count() const;

  std::size_t words() const { return words_.size(); }
  Word word(std::size_t i) const { return i < words_.size() ? words_[i] : 0; }  // numbers from 64 i on
  void set_word(std::size_t i, Word word) {
    if (i >= words_.size()) grow(i + 1);
    words_[i] = word;
  }

  Bits& operator|=(const Bits& other);
  Bits& operator&=(const Bits& other);
  Bits& operator-=(const Bits& other);

  template <class Each>
  void for_each(Each each) const {
    for (std::size_t i = 0; i < words_.size(); ++i) for_each_of(words_[i], static_cast<Number>(i * kWord), each);
  }
  template <class Each>
  static void for_each_of(Word word, Number from, Each each) {
    for (; word != 0; word &= word - 1) each(from + static_cast<Number>(std::countr_zero(word)));
  }

 private:
  void grow(std::size_t words);

  std::size_t room_ = 0;
  std::vector<Word> words_;  // none until something is added
};

}  // namespace shanhai::catalog
