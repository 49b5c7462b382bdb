#include "common/db/migrations.hpp"

#include <algorithm>
#include <chrono>

#include "common/base/clock.hpp"
#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "common/db/sql_text.hpp"
#include "common/telemetry/log.hpp"
#include "sql/common_queries.hpp"

namespace shanhai::db {
namespace {

// Definitions commit by themselves, so a migration is no transaction: how far it has come is recorded statement by
// statement.
constexpr const char* kTables[] = {
    "CREATE TABLE IF NOT EXISTS schema_migration (component VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT "
    "NULL, "
    "name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, digest BINARY(32) NOT NULL, statements INT NOT "
    "NULL, "
    "done INT NOT NULL, running INT NOT NULL, began_at DATETIME(6) NOT NULL, PRIMARY KEY (component, name)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    ("CREATE TABLE IF NOT EXISTS schema_migration_lock (id TINYINT NOT NULL, PRIMARY KEY (id)) "
     "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"),
    "INSERT IGNORE INTO schema_migration_lock (id) VALUES (1)"};

constexpr std::chrono::minutes kMaxWaitForOther{10};

// What a definition says that had taken effect before its process ended: the table, column or key is there, or is gone.
constexpr int kAlreadyDone[] = {1050, 1051, 1060, 1061, 1091, 1146};

std::string label(const Migration& migration) {
  return std::string(migration.component) + "/" + std::string(migration.name);
}

bool ends_line(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) ++at;
  return at == text.size() || text[at] == '\n' || end_of_line_comment(text, at) != at;
}

bool is_definition(std::string_view statement) {
  for (const std::string_view word : {"INSERT", "UPDATE", "DELETE"}) {
    if (statement.starts_with(word)) return false;
  }
  return true;
}

// Holds the row lock until it is destroyed or its process ends, on a connection of its own: definitions on the other
// one would commit it away.
class SoleMigrator {
 public:
  explicit SoleMigrator(const Endpoint& endpoint) : connection_(endpoint) {
    const auto give_up_at = std::chrono::steady_clock::now() + kMaxWaitForOther;
    for (;;) {
      connection_.execute("START TRANSACTION");
      try {
        connection_.query(expand(sql::common::migration_lock, {}));
        return;
      } catch (const Retryable&) {  // another process migrates: each attempt waits innodb_lock_wait_timeout
        if (std::chrono::steady_clock::now() >= give_up_at) throw;
        connection_.execute("ROLLBACK");
      }
    }
  }
  void require_held() { connection_.query("SELECT 1"); }

 private:
  Connection connection_;
};

class Application {
 public:
  Application(Connection& connection, const Migration& migration)
      : connection_(connection), migration_(migration), statements_(split_statements(migration.text)) {}

  // False: it was complete already.
  bool run() {
    const auto digest = sha256(migration_.text);
    const auto rows = connection_.query(
        expand(sql::common::migration_find, {{"component", migration_.component}, {"name", migration_.name}}));
    if (rows.empty()) {
      connection_.execute(expand(sql::common::migration_begin, {{"component", migration_.component},
                                                                {"name", migration_.name},
                                                                {"digest", Bytes{digest}},
                                                                {"statements", statements_.size()},
                                                                {"now", SystemClock{}.now()}}));
      return apply(0, 0);
    }
    const auto row = rows.front();
    if (row.get<Bytes>("digest").value != digest) {
      throw DatabaseError(0, "migration " + label(migration_) + " was changed after it was applied");
    }
    const auto done = row.get<std::size_t>("done");
    return done < statements_.size() && apply(done, row.get<std::size_t>("running"));
  }

 private:
  bool apply(std::size_t done, std::size_t interrupted) {
    for (; done < statements_.size(); ++done) {
      const auto number = done + 1;
      try {
        is_definition(statements_[done]) ? define(number, number == interrupted) : change(number);
      } catch (const ConnectionLost&) {
        throw;  // whether it happened is for the next run to find out
      } catch (const DatabaseError& e) {
        if (connection_.usable()) record(done, 0);
        throw DatabaseError(
            e.code(), "migration " + label(migration_) + ", statement " + std::to_string(number) + ": " + e.what());
      }
    }
    return true;
  }

  void define(std::size_t number, bool interrupted) {
    if (!interrupted) record(number - 1, number);
    SHANHAI_FAILPOINT("db.migration.before_statement");
    try {
      connection_.execute(statements_[number - 1]);
    } catch (const DatabaseError& e) {
      const bool done_before = interrupted && std::find(std::begin(kAlreadyDone), std::end(kAlreadyDone), e.code()) !=
                                                  std::end(kAlreadyDone);
      if (!done_before) throw;
      telemetry::log_info("db.migration_resumed", {{"migration", label(migration_)}, {"statement", number}});
    }
    SHANHAI_FAILPOINT("db.migration.after_statement");
    record(number, 0);
  }

  // Rows change together with the record of it.
  void change(std::size_t number) {
    connection_.execute("START TRANSACTION");
    try {
      connection_.execute(statements_[number - 1]);
      record(number, 0);
      connection_.execute("COMMIT");
    } catch (const DatabaseError&) {
      if (connection_.usable()) connection_.execute("ROLLBACK");
      throw;
    }
  }

  void record(std::size_t done, std::size_t running) {
    connection_.execute(
        expand(sql::common::migration_progress,
               {{"component", migration_.component}, {"name", migration_.name}, {"done", done}, {"running", running}}));
  }

  Connection& connection_;
  const Migration& migration_;
  std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> split_statements(std::string_view text) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  const auto take = [&](std::size_t end) {
    auto statement = text.substr(0, end);
    statement.remove_prefix(std::min(end_of_blank(text, begin), end));
    if (!statement.empty()) out.emplace_back(statement);
  };
  for (std::size_t at = 0; at < text.size();) {
    if (begins_quoted(text[at])) {
      at = end_of_quoted(text, at);
    } else if (const auto end = std::max(end_of_line_comment(text, at), end_of_block_comment(text, at)); end != at) {
      at = end;
    } else if (text[at] == ';' && ends_line(text, at + 1)) {
      take(at);
      begin = ++at;
    } else {
      ++at;
    }
  }
  take(text.size());
  return out;
}

std::vector<std::string> migrate(Connection& connection, std::span<const Migration> migrations) {
  for (const auto* statement : kTables) connection.execute(statement);
  SoleMigrator sole(connection.endpoint());
  std::vector<std::string> applied;
  for (const auto& migration : migrations) {
    sole.require_held();
    if (Application(connection, migration).run()) applied.push_back(label(migration));
  }
  return applied;
}

}  // namespace shanhai::db
