// Values bound to statements, and rows read from them.
//
// Ids are BINARY(16), money and quantities BIGINT, instants DATETIME(6) in UTC, dates DATE, described enumerations
// their names, booleans TINYINT. Text must be valid UTF-8; bytes go through `Bytes`.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/money.hpp"
#include "common/base/text.hpp"

namespace shanhai::db {

struct Bytes {
  std::string value;
};

class Value {
 public:
  Value(std::nullptr_t) {}
  Value(std::nullopt_t) {}
  Value(bool v) : v_(std::int64_t(v)) {}
  template <class I, std::enable_if_t<std::is_integral_v<I> && !std::is_same_v<I, bool>, int> = 0>
  Value(I v) : v_(static_cast<std::int64_t>(v)) {
    if (!std::in_range<std::int64_t>(v)) throw std::out_of_range("an integer does not fit a BIGINT");
  }
  Value(double v) : v_(v) {}
  Value(std::string v) : v_(std::move(v)) {}
  Value(std::string_view v) : v_(std::string(v)) {}
  Value(const char* v) : v_(std::string(v)) {}
  Value(Bytes v) : v_(std::move(v)) {}
  Value(Money v) : v_(v.fen()) {}
  Value(Instant v) : v_(to_sql_datetime(v)) {}
  Value(Date v) : v_(to_string(v)) {}
  template <class Tag>
  Value(const Id<Tag>& v) : v_(Bytes{std::string(v.raw())}) {}
  template <std::size_t Min, std::size_t Max>
  Value(const Text<Min, Max>& v) : v_(v.str()) {}
  template <std::int64_t Min, std::int64_t Max>
  Value(Bounded<Min, Max> v) : v_(v.value()) {}
  template <class E, std::enable_if_t<std::is_enum_v<E>, int> = 0>
  Value(E v) {  // std::logic_error: not one of the described names
    const char* name = boost::describe::enum_to_string(v, nullptr);
    if (!name) throw std::logic_error("an enumeration holds no described value");
    v_ = std::string(name);
  }
  template <class T>
  Value(const std::optional<T>& v) {
    if (v) *this = Value(*v);
  }
  // A list for `(:name*)`. Must not be empty when the statement runs: std::logic_error.
  static Value list(std::vector<Value> values);
  template <class T>
  static Value list_of(const std::vector<T>& values) {
    std::vector<Value> out(values.begin(), values.end());
    return list(std::move(out));
  }

  // Appends the SQL literal. Throws std::invalid_argument on text that is not UTF-8 and on numbers that are not
  // finite, std::logic_error on a list.
  void append_literal(std::string& sql) const;
  // Appends `(a,b,c)`. Throws std::logic_error on what is no list, on an empty one, and on a list in a list.
  void append_list(std::string& sql) const;
  bool is_null() const { return std::holds_alternative<std::monostate>(v_); }

 private:
  std::variant<std::monostate, std::int64_t, double, std::string, Bytes, std::shared_ptr<std::vector<Value>>> v_;
};

struct Param {
  std::string_view name;  // without the colon
  Value value;
};
using Params = std::vector<Param>;

namespace detail {
[[noreturn]] void bad_column(std::string_view column, std::string_view why);
std::int64_t to_integer(std::string_view text, std::string_view column);
template <class T>
struct FromText;  // the conversions of Row::get, in value_rows.hpp
}  // namespace detail

// All rows of a result, fetched at once.
class Rows;

class Row {
 public:
  // Throws std::logic_error for an unknown column, NULL, or text that does not convert: a bug in the statement.
  template <class T>
  T get(std::string_view column) const {
    const auto& cell = at(column);
    if (!cell) detail::bad_column(column, "is NULL");
    return detail::FromText<T>::convert(*cell, column);
  }
  // NULL is nullopt.
  template <class T>
  std::optional<T> find(std::string_view column) const {
    const auto& cell = at(column);
    if (!cell) return std::nullopt;
    return detail::FromText<T>::convert(*cell, column);
  }

 private:
  friend class Rows;
  Row(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
  const std::optional<std::string>& at(std::string_view column) const;
  const Rows* rows_;
  std::size_t index_;
};

class Rows {
 public:
  using Cells = std::vector<std::optional<std::string>>;
  Rows() = default;
  Rows(std::vector<std::string> columns, std::vector<Cells> rows)
      : columns_(std::move(columns)), rows_(std::move(rows)) {}

  class Iterator {
   public:
    Iterator(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
    Row operator*() const { return (*rows_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Rows* rows_;
    std::size_t index_;
  };

  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }
  Row operator[](std::size_t index) const { return Row(*this, index); }
  Row front() const { return Row(*this, 0); }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, rows_.size()}; }

 private:
  friend class Row;
  std::vector<std::string> columns_;
  std::vector<Cells> rows_;
};

}  // namespace shanhai::db

#include "common/db/value_rows.hpp"  // IWYU pragma: export
