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

// The statements of a migration, without their ';' and what follows only comments.
std::vector<std::string> split_statements(std::string_view text);

// Makes the schema (utf8mb4, utf8mb4_bin) and the user, granted that schema only. Idempotent; also sets the password
// again.
void bootstrap_schema(Connection& admin, const SchemaOwner& owner);

// Applies what is missing, in the order given, under a row lock so that two processes may try at once. Gives
// "component/name" of what it applied. One that failed or was interrupted in the middle goes on where it stopped. The
// connection's endpoint names the schema; give it read_timeout 0 where tables are large. Throws DatabaseError naming
// the migration and statement that failed, and for one whose text was changed after it was applied.
std::vector<std::string> migrate(Connection& connection, std::span<const Migration> migrations);

}  // namespace shanhai::db
