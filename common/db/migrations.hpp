// Schema changes, in order, each applied once per schema and recorded in `schema_migration`.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "common/db/connection.hpp"

namespace shanhai::db {

struct Migration {
  std::string_view component;  // "common", "orders": the folder under sql/
  std::string_view name;       // "0001_outbox"
  std::string_view text;       // statements, each ended by a ';' at the end of a line
};

struct SchemaOwner {
  std::string schema;
  std::string user;
  std::string password;
};

// Makes the schema (utf8mb4, utf8mb4_bin) and the user, granted that schema only. Idempotent; also sets the password again.
void bootstrap_schema(Connection& admin, const SchemaOwner& owner);

// Applies what is missing, in the order given, under a row lock so that two processes may try at once. Returns the names applied.
// Throws DatabaseError naming the migration that failed.
std::vector<std::string> migrate(Connection& connection, std::span<const Migration> migrations);

}  // namespace shanhai::db
