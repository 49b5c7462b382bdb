#include "common/db/connection.hpp"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>

#include "common/db/server_error.hpp"

namespace shanhai::db {
namespace {

constexpr int kConnectTimeoutSeconds = 3;
constexpr std::string_view kBetweenStatements = ";\n";

// Made once, before any thread uses it: making it is not thread-safe in the connector.
::sql::Driver& driver() {
  static ::sql::Driver& made = *get_driver_instance();
  return made;
}

::sql::ConnectOptionsMap options_of(const Endpoint& endpoint) {
  ::sql::ConnectOptionsMap options;
  options["hostName"] = ::sql::SQLString(endpoint.address);
  options["userName"] = ::sql::SQLString(endpoint.user);
  options["password"] = ::sql::SQLString(endpoint.password);
  if (!endpoint.schema.empty()) options["schema"] = ::sql::SQLString(endpoint.schema);
  options["OPT_CONNECT_TIMEOUT"] = kConnectTimeoutSeconds;
  if (endpoint.read_timeout.count() > 0) {
    options["OPT_READ_TIMEOUT"] = static_cast<int>(endpoint.read_timeout.count());
    options["OPT_WRITE_TIMEOUT"] = static_cast<int>(endpoint.read_timeout.count());
  }
  options["CLIENT_MULTI_STATEMENTS"] = true;
  options["CLIENT_FOUND_ROWS"] = true;
  if (!endpoint.tls_ca.empty()) {
    options["sslCA"] = ::sql::SQLString(endpoint.tls_ca);
    options["sslVerify"] = true;
    options["sslEnforce"] = true;
  }
  return options;
}

// A result that is not fetched poisons the connection (error 2014).
void discard_result(::sql::Statement& statement) {
  std::unique_ptr<::sql::ResultSet>(statement.getResultSet()).reset();
}

std::vector<std::string> column_names(::sql::ResultSet& result) {
  auto* description = result.getMetaData();  // belongs to the result
  std::vector<std::string> names(description->getColumnCount());
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = description->getColumnLabel(i + 1).asStdString();
  return names;
}

Rows fetch_all(::sql::ResultSet& result) {
  auto names = column_names(result);
  std::vector<Rows::Cells> rows;
  rows.reserve(result.rowsCount());
  while (result.next()) {
    auto& cells = rows.emplace_back(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!result.isNull(i + 1)) cells[i] = result.getString(i + 1).asStdString();
    }
  }
  return Rows(std::move(names), std::move(rows));
}

}  // namespace

// Every call into the connector goes through here: its exceptions do not leave this file.
template <class F>
auto Connection::translated(F f) {
  try {
    return f();
  } catch (const ::sql::SQLException& e) {
    usable_ = usable_ && !ends_connection(e.getErrorCode());
    throw_server_error(e.getErrorCode(), e.what());
  }
}

Connection::Connection(const Endpoint& endpoint) : endpoint_(endpoint) {
  const ThreadGuard guard;
  try {
    auto options = options_of(endpoint);
    connection_.reset(driver().connect(options));
    statement_.reset(connection_->createStatement());
  } catch (const ::sql::SQLException& e) {
    throw ConnectionLost(e.getErrorCode(), "cannot connect to " + endpoint.address + ": " + e.what());
  }
  set_up_session();
}

void Connection::set_up_session() {
  // The connector has set REPEATABLE READ and utf8mb4_general_ci. The collation is one that MariaDB and MySQL both
  // know.
  const std::string statements[] = {
      "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
      "SET time_zone = '+00:00', innodb_lock_wait_timeout = 5, sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,"
      "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"};
  query_batch(statements);
}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

Connection& Connection::operator=(Connection&& other) noexcept {
  statement_ = std::move(other.statement_);  // ours ends before its connection does
  connection_ = std::move(other.connection_);
  endpoint_ = std::move(other.endpoint_);
  usable_ = other.usable_;
  return *this;
}

std::uint64_t Connection::execute(std::string_view sql) {
  return translated([&]() -> std::uint64_t {
    if (!statement_->execute(::sql::SQLString(sql.data(), sql.size()))) return statement_->getUpdateCount();
    discard_result(*statement_);
    return 0;
  });
}

Rows Connection::query(std::string_view sql) {
  return translated([&] {
    if (!statement_->execute(::sql::SQLString(sql.data(), sql.size())))
      throw std::logic_error("a query gave no result");
    const std::unique_ptr<::sql::ResultSet> result(statement_->getResultSet());
    return fetch_all(*result);
  });
}

std::vector<Rows> Connection::query_batch(std::span<const std::string> statements) {
  std::vector<Rows> out;
  if (statements.empty()) return out;
  ::sql::SQLString text;  // filled in place: megabytes are not copied from another
  std::size_t size = 0;
  for (const auto& statement : statements) size += statement.size() + kBetweenStatements.size();
  text->reserve(size);
  for (const auto& statement : statements) {
    if (text.length() > 0) text->append(kBetweenStatements);
    text->append(statement);
  }
  return translated([&] {
    for (bool has_result = statement_->execute(text);; has_result = statement_->getMoreResults()) {
      if (has_result) {
        const std::unique_ptr<::sql::ResultSet> result(statement_->getResultSet());
        out.push_back(fetch_all(*result));
      } else {
        out.emplace_back();
      }
      if (out.size() == statements.size()) return out;
    }
  });
}

namespace {
thread_local int guards_of_this_thread = 0;
}

ThreadGuard::ThreadGuard() {
  if (guards_of_this_thread++ == 0) driver().threadInit();
}

ThreadGuard::~ThreadGuard() {
  if (--guards_of_this_thread == 0) driver().threadEnd();
}

}  // namespace shanhai::db
