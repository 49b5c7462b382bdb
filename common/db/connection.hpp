// One connection to MariaDB or MySQL through Connector/C++. Not thread-safe; belongs to the thread that made it.
//
// Session: READ COMMITTED, UTC, utf8mb4, strict mode, found (not changed) rows counted, innodb_lock_wait_timeout 5 s.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/query.hpp"
#include "common/db/value.hpp"

namespace sql {  // Connector/C++
class Connection;
class Statement;
}  // namespace sql

namespace shanhai::db {

struct Endpoint {
  std::string address;  // unix:///path or tcp://host:port
  std::string schema;   // may be empty
  std::string user;
  std::string password;
  std::string tls_ca;                     // empty: no TLS; else the server's chain and host name are verified
  std::chrono::seconds read_timeout{30};  // of one answer; 0: none, for migrations that rebuild tables
};

// What the server refused. Kinds a caller can act on have their own type.
class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};
class DuplicateKey : public DatabaseError {  // 1062
 public:
  using DatabaseError::DatabaseError;
};
class Retryable
    : public DatabaseError {  // 1213, 1205, 1020, 1105: the transaction was or must be rolled back; run it again
 public:
  using DatabaseError::DatabaseError;
};
class ConnectionLost
    : public DatabaseError {  // 2002, 2003, 2006, 2013, 1927...: what was running may or may not have happened
 public:
  using DatabaseError::DatabaseError;
};
class Objection : public DatabaseError {  // 1690 after Script::expect: a statement matched another number of rows
 public:
  using DatabaseError::DatabaseError;
};

// The text of a statement with its values in place, its name as a comment in front. Throws std::logic_error if a name
// is missing, unused or a list is empty.
std::string expand(const Query& query, const Params& params);
// For a statement with `{{row}}` templates: repeated per row (at least one). Names outside the braces, and those inside
// that a row does not give, come from `shared`.
std::string expand_rows(const Query& query, std::span<const Params> rows, const Params& shared);
// The same in several statements of about `max_bytes` of row text each; none for no rows.
std::vector<std::string> expand_chunks(const Query& query, std::span<const Params> rows, const Params& shared,
                                       std::size_t max_bytes);

// The copies of a statement's only template, made ahead by whichever thread has the time; for Script::add_texts. Empty
// for no rows.
std::string expand_texts(const Query& query, std::span<const Params> rows, const Params& shared = {});
// The statements of about `max_bytes` each that such texts make, in their order; none for none.
std::vector<std::string> join_texts(const Query& query, std::span<const std::string_view> texts, std::size_t max_bytes);

class Connection {
 public:
  explicit Connection(const Endpoint& endpoint);  // throws ConnectionLost
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  std::uint64_t execute(std::string_view sql);  // matched rows; throws the types above
  Rows query(std::string_view sql);
  // Several statements in one round trip. Stops at the first that fails and throws its error; the ones before it have
  // happened. The rows of each, none for one that gives no result.
  std::vector<Rows> query_batch(std::span<const std::string> statements);
  bool usable() const { return usable_; }  // false after ConnectionLost
  const Endpoint& endpoint() const { return endpoint_; }

 private:
  void set_up_session();
  template <class F>
  auto translated(F f);

  Endpoint endpoint_;
  std::unique_ptr<::sql::Connection> connection_;
  std::unique_ptr<::sql::Statement> statement_;  // goes before its connection
  bool usable_ = true;
};

// To be held by every thread that touches the connector, for as long as it does. May be nested.
class ThreadGuard {
 public:
  ThreadGuard();
  ~ThreadGuard();
  ThreadGuard(const ThreadGuard&) = delete;
  ThreadGuard& operator=(const ThreadGuard&) = delete;
};

}  // namespace shanhai::db
