// What a server's error number means for the caller, and which of its texts may be logged.
// Numbers: https://mariadb.com/kb/en/mariadb-error-codes/, https://dev.mysql.com/doc/mysql-errors/9.0/en/
#pragma once

#include <string>

namespace shanhai::db {

enum class Failure { other, duplicate_key, retryable, connection_lost };

Failure classify(int code);
inline bool ends_connection(int code) { return classify(code) == Failure::connection_lost; }

// Throws the exception of connection.hpp that fits. Values of rows are taken out of the text: logs hold no personal
// data.
[[noreturn]] void throw_server_error(int code, const std::string& message);

}  // namespace shanhai::db
