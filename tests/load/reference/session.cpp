#include "tests/load/reference/session.hpp"

#include <stdexcept>
#include <string_view>

#include "common/base/encoding.hpp"

namespace shanhai::load {

Session::Session(const std::vector<std::string>& access) : mysql_(::mysql_init(nullptr)) {
  if (!::mysql_real_connect(mysql_, nullptr, access[2].c_str(), access[3].c_str(), access[1].c_str(), 0,
                            access[0].c_str(), CLIENT_MULTI_STATEMENTS | CLIENT_FOUND_ROWS)) {
    fail();
  }
  run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET NAMES utf8mb4 COLLATE utf8mb4_bin");
}

Session::~Session() { ::mysql_close(mysql_); }

std::vector<std::uint64_t> Session::run(const std::string& sql) {
  std::vector<std::uint64_t> matched;
  int more = ::mysql_real_query(mysql_, sql.data(), sql.size());
  while (more == 0) {
    if (auto* result = ::mysql_store_result(mysql_)) ::mysql_free_result(result);
    matched.push_back(::mysql_affected_rows(mysql_));
    more = ::mysql_next_result(mysql_);
  }
  if (more > 0) fail();
  return matched;
}

std::vector<std::string> Session::literal_rows(const std::string& sql) {
  if (::mysql_real_query(mysql_, sql.data(), sql.size()) != 0) fail();
  auto* result = ::mysql_store_result(mysql_);
  const auto columns = ::mysql_num_fields(result);
  const auto* fields = ::mysql_fetch_fields(result);
  std::vector<std::string> out;
  while (auto* row = ::mysql_fetch_row(result)) {
    const auto* lengths = ::mysql_fetch_lengths(result);
    std::string values;
    for (unsigned i = 0; i < columns; ++i) {
      if (i > 0) values += ", ";
      values += row[i] ? literal(fields[i], row[i], lengths[i]) : "NULL";
    }
    out.push_back(values);
  }
  ::mysql_free_result(result);
  return out;
}

std::string Session::text(const std::string& sql) {
  if (::mysql_real_query(mysql_, sql.data(), sql.size()) != 0) fail();
  auto* result = ::mysql_store_result(mysql_);
  const auto* row = ::mysql_fetch_row(result);
  std::string out = row && row[0] ? row[0] : "";
  ::mysql_free_result(result);
  return out;
}

std::string Session::literal(const MYSQL_FIELD& field, const char* value, std::size_t size) {
  constexpr unsigned kBinary = 63;
  const std::string_view bytes(value, size);
  if (IS_NUM(field.type)) return std::string(bytes);
  const bool is_text = field.charsetnr != kBinary || field.type == MYSQL_TYPE_DATETIME;
  if (!is_text) return bytes.empty() ? "''" : "0x" + to_hex(bytes);
  std::string escaped(size * 2 + 1, '\0');
  escaped.resize(::mysql_real_escape_string(mysql_, escaped.data(), value, size));
  return "'" + escaped + "'";
}

void Session::fail() { throw std::runtime_error(::mysql_error(mysql_)); }

}  // namespace shanhai::load
