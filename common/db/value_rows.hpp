// The conversions behind Row::get. Include value.hpp.
#pragma once

#include "common/db/value.hpp"

namespace shanhai::db::detail {

template <class T>
struct FromText {
  static T convert(const std::string& text, std::string_view column) {
    if constexpr (std::is_same_v<T, bool>) {
      return to_integer(text, column) != 0;
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(to_integer(text, column));
    } else if constexpr (std::is_same_v<T, double>) {
      return std::stod(text);
    } else if constexpr (std::is_same_v<T, Money>) {
      return Money(to_integer(text, column));
    } else if constexpr (std::is_same_v<T, Instant>) {
      const auto parsed = parse_sql_datetime(text);
      if (parsed.has_error()) bad_column(column, "is no DATETIME");
      return *parsed;
    } else if constexpr (std::is_same_v<T, Date>) {
      const auto parsed = parse_date(text);
      if (parsed.has_error()) bad_column(column, "is no DATE");
      return *parsed;
    } else if constexpr (std::is_same_v<T, Bytes>) {
      return Bytes{text};
    } else if constexpr (std::is_enum_v<T>) {
      T value{};
      if (!boost::describe::enum_from_string(text.c_str(), value)) bad_column(column, "is an unknown name");
      return value;
    } else {
      return T(text);  // std::string, Text<>
    }
  }
};

template <class Tag>
struct FromText<Id<Tag>> {
  static Id<Tag> convert(const std::string& text, std::string_view) { return Id<Tag>::from_raw(text); }
};

template <std::int64_t Min, std::int64_t Max>
struct FromText<Bounded<Min, Max>> {
  static Bounded<Min, Max> convert(const std::string& text, std::string_view column) {
    return to_integer(text, column);
  }
};

}  // namespace shanhai::db::detail
