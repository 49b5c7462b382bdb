// A string whose length in Unicode code points is checked where JSON is read. Trims nothing, changes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace shanhai {

template <std::size_t Min, std::size_t Max>
class Text {
 public:
  static constexpr std::size_t kMin = Min;
  static constexpr std::size_t kMax = Max;
  Text() = default;
  Text(std::string value) : value_(std::move(value)) {}  // implicit: the limits are checked when reading JSON
  Text(const char* value) : value_(value) {}
  const std::string& str() const { return value_; }
  operator const std::string&() const { return value_; }
  operator std::string_view() const { return value_; }
  bool empty() const { return value_.empty(); }
  bool operator==(const Text&) const = default;
  bool operator==(std::string_view other) const { return value_ == other; }

 private:
  std::string value_;
};

// An integer with inclusive limits, checked where JSON is read.
template <std::int64_t Min, std::int64_t Max>
class Bounded {
 public:
  static constexpr std::int64_t kMin = Min;
  static constexpr std::int64_t kMax = Max;
  constexpr Bounded() = default;
  constexpr Bounded(std::int64_t value) : value_(value) {}
  constexpr operator std::int64_t() const { return value_; }
  constexpr std::int64_t value() const { return value_; }

 private:
  std::int64_t value_ = Min;
};

std::size_t code_points(std::string_view utf8);

}  // namespace shanhai
