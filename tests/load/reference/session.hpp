// A connection of the references: SQL text straight to the server, several statements in one round trip.
#pragma once

#include <mysql.h>

#include <cstdint>
#include <string>
#include <vector>

namespace shanhai::load {

class Session {
 public:
  // SOCKET SCHEMA USER PASSWORD. std::runtime_error, as everywhere here: what the server said.
  explicit Session(const std::vector<std::string>& access);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Matched rows of each statement. Throws where one of them fails.
  std::vector<std::uint64_t> run(const std::string& sql);
  // The rows that a query gives, as the VALUES of an INSERT: binary columns in hexadecimal, texts in quotes.
  std::vector<std::string> literal_rows(const std::string& sql);
  // The first column of the first row; empty where there is none.
  std::string text(const std::string& sql);

 private:
  std::string literal(const MYSQL_FIELD& field, const char* value, std::size_t size);
  [[noreturn]] void fail();

  MYSQL* mysql_;
};

}  // namespace shanhai::load
