#include "common/db/value.hpp"

#include <charconv>
#include <cmath>

#include "common/base/encoding.hpp"

namespace shanhai::db {
namespace {

void append_integer(std::string& sql, std::int64_t value) {
  char buffer[24];
  sql.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

// Shortest text that reads back as the same number. With an exponent always: without one it would be a DECIMAL.
void append_double(std::string& sql, double value) {
  if (!std::isfinite(value)) throw std::invalid_argument("a number is not finite");
  char buffer[40];
  sql.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr);
}

// The session has backslash escapes (NO_BACKSLASH_ESCAPES is off) and utf8mb4, in which no byte of a longer character
// is a quote or a backslash.
void append_text(std::string& sql, std::string_view value) {
  if (!is_valid_utf8(value)) throw std::invalid_argument("a text is not UTF-8");
  sql += '\'';
  for (std::size_t at = 0; at < value.size(); ++at) {
    const auto plain = at;
    while (at < value.size() && value[at] != '\'' && value[at] != '\\' && value[at] != '\0') ++at;
    sql.append(value, plain, at - plain);
    if (at == value.size()) break;
    sql += '\\';
    sql += value[at] == '\0' ? '0' : value[at];
  }
  sql += '\'';
}

void append_bytes(std::string& sql, std::string_view value) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto begin = sql.size();
  sql.resize(begin + 2 * value.size() + 3);  // at once: ids and digests are most of what is written
  auto* to = sql.data() + begin;
  *to++ = 'x';
  *to++ = '\'';
  for (const unsigned char byte : value) {
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 15];
  }
  *to = '\'';
}

struct AppendLiteral {
  std::string& sql;
  void operator()(std::monostate) const { sql += "NULL"; }
  void operator()(std::int64_t v) const { append_integer(sql, v); }
  void operator()(double v) const { append_double(sql, v); }
  void operator()(const std::string& v) const { append_text(sql, v); }
  void operator()(const Bytes& v) const { append_bytes(sql, v.value); }
  void operator()(const std::shared_ptr<std::vector<Value>>&) const {
    throw std::logic_error("a list stands where one value is expected");
  }
};

}  // namespace

Value Value::list(std::vector<Value> values) {
  Value out = nullptr;
  out.v_ = std::make_shared<std::vector<Value>>(std::move(values));
  return out;
}

void Value::append_literal(std::string& sql) const { std::visit(AppendLiteral{sql}, v_); }

void Value::append_list(std::string& sql) const {
  const auto* values = std::get_if<std::shared_ptr<std::vector<Value>>>(&v_);
  if (!values) throw std::logic_error("one value stands where a list is expected");
  if ((*values)->empty()) throw std::logic_error("a list is empty");
  char separator = '(';
  for (const auto& value : **values) {
    sql += separator;
    value.append_literal(sql);
    separator = ',';
  }
  sql += ')';
}

const std::optional<std::string>& Row::at(std::string_view column) const {
  for (std::size_t i = 0; i < rows_->columns_.size(); ++i) {
    if (rows_->columns_[i] == column) return rows_->rows_.at(index_)[i];
  }
  detail::bad_column(column, "is not in the result");
}

namespace detail {

void bad_column(std::string_view column, std::string_view why) {
  throw std::logic_error("column " + std::string(column) + " " + std::string(why));
}

std::int64_t to_integer(std::string_view text, std::string_view column) {
  std::int64_t out = 0;
  const auto end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, out);
  if (error != std::errc() || stopped != end || text.empty()) bad_column(column, "is no integer");
  return out;
}

}  // namespace detail
}  // namespace shanhai::db
