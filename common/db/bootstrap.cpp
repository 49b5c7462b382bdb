#include <algorithm>
#include <stdexcept>

#include "common/db/migrations.hpp"

namespace shanhai::db {
namespace {

// Names go into statements as they are.
void require_plain(std::string_view name, std::string_view what) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || name.size() > 32 || !std::all_of(name.begin(), name.end(), plain)) {
    throw std::invalid_argument("a " + std::string(what) +
                                " is 1 to 32 letters, digits and underscores: " + std::string(name));
  }
}

// In GRANT an underscore stands for any character.
std::string as_pattern(const std::string& schema) {
  std::string out;
  for (const char c : schema) {
    if (c == '_') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

void bootstrap_schema(Connection& admin, const SchemaOwner& owner) {
  require_plain(owner.schema, "schema's name");
  require_plain(owner.user, "user's name");
  std::string password;
  Value(owner.password).append_literal(password);
  const auto user = "'" + owner.user + "'@'%'";
  admin.execute("CREATE DATABASE IF NOT EXISTS `" + owner.schema + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  admin.execute("CREATE USER IF NOT EXISTS " + user + " IDENTIFIED BY " + password);
  admin.execute("ALTER USER " + user + " IDENTIFIED BY " + password);
  admin.execute("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON `" + as_pattern(owner.schema) +
                "`.* TO " + user);
}

}  // namespace shanhai::db
