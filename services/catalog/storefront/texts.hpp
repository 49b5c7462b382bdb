// Normalised texts by number, side by side in memory: looking at those of thousands of documents is reading on, where
// following a pointer to each is waiting. Versions share what did not change.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/catalog/storefront/shards.hpp"

namespace shanhai::catalog {

class Texts {
 public:
  using Number = std::uint32_t;

  Texts() : parts_(0) {}
  // Not of a version that is read already.
  void put(Number number, std::string_view utf8);
  // Eight characters behind its end may be read, too.
  std::u16string_view at(Number number) const {
    const auto& part = parts_[number / kPart];
    const auto i = number % kPart;
    return {part.text.data() + part.begins[i], part.begins[i + 1] - part.begins[i]};
  }

 private:
  static constexpr std::size_t kPart = 256;
  struct Part {
    std::u16string text = std::u16string(8, u' ');
    std::array<std::uint32_t, kPart + 1> begins{};
  };
  Shards<Part> parts_;
};

// Whether a text, as Texts has it, holds a run of two characters or more.
bool holds(std::u16string_view text, std::u16string_view run);

std::u16string to_utf16(std::string_view utf8);

}  // namespace shanhai::catalog
