// Every statement of every service: kept to the rules that MariaDB, MySQL, Group Replication, TiDB and Vitess set, and
// served by keys. What the text alone shows is also checked without a database (tests/lint/sql_rules.py).
#include <gtest/gtest.h>

#include <regex>

#include "tests/fixture/database.hpp"
#include "tests/integration/db/sample_rows.hpp"
#include "tests/integration/db/statement_files.hpp"

namespace shanhai::db {
namespace {

// The statement as it is sent, with `:name` for each value.
std::string code_of(const std::vector<Statement::Piece>& pieces) {
  std::string out;
  for (const auto& piece : pieces) {
    out += piece.text;
    if (piece.place == Statement::Place::rows) {
      out += code_of(piece.row);
    } else if (piece.place != Statement::Place::none) {
      out += piece.place == Statement::Place::list ? "(:" + piece.name + "*)" : ":" + piece.name;
    }
  }
  return out;
}

// Patterns are few and compiled once: in a build with sanitizers that is what takes time.
bool has(const std::string& code, const std::string& pattern) {
  static std::map<std::string, std::regex> compiled;
  const auto found = compiled.try_emplace(pattern, pattern, std::regex::icase | std::regex::optimize).first;
  return std::regex_search(code, found->second);
}

TEST(StatementRules, TheTextKeepsThem) {
  const auto files = statement_files();
  ASSERT_FALSE(files.empty());
  const std::pair<const char*, const char*> banned[] = {
      {R"(\bRETURNING\b)", "MySQL has no RETURNING"},
      {R"(\bLOCK\s+IN\s+SHARE\s+MODE\b|\bFOR\s+SHARE\b)", "rows are locked FOR UPDATE by key"},
      {R"(\bGET_LOCK\s*\()", "no named locks"},
      {R"(\bFULLTEXT\b|\bMATCH\s*\()", "search has an index of its own"},
      {R"(\bXA\s)", "no XA"},
      {R"(\bCALL\s)", "no procedures"},
      {R"(\b(START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT)\b)", "transactions are the Database's"},
      {R"(\bNOW\s*\(|\bSYSDATE\s*\(|\bCURRENT_TIMESTAMP\b|\bUTC_TIMESTAMP\b|\bCURDATE\s*\()", "time is a parameter"},
      {R"(\bRAND\s*\(|\bUUID\s*\()", "randomness is the program's"},
      {R"(\bREPLACE\s+INTO\b)", "REPLACE deletes and inserts"},
      {R"(\bSELECT\s+\*)", "columns are named"},
  };
  for (const auto& file : files) {
    SCOPED_TRACE("sql/" + file.path);
    Statement statement;
    ASSERT_NO_THROW(statement = parse_statement(file.query()));
    const auto code = code_of(statement.pieces);
    for (const auto& [pattern, why] : banned) EXPECT_FALSE(has(code, pattern)) << why;
    if (has(code, R"(^/\* \S+ \*/ (UPDATE|DELETE)\b)")) {
      EXPECT_TRUE(has(code, R"(\bWHERE\b)")) << "an UPDATE or DELETE names its rows";
    }
    if (has(code, R"(\bFOR\s+UPDATE\b)") && has(code, R"(\bIN\s*\(:|\bIN\s*\(:?\w+\*)")) {
      EXPECT_TRUE(has(code, R"(\bORDER\s+BY\b)")) << "rows are locked in key order: sort them";
      EXPECT_TRUE(has(code, R"(\bFORCE\s+INDEX\s*\(\s*PRIMARY\s*\))"))
          << "an IN-list locks in scan order: force the primary index";
    }
  }
}

// Runs EXPLAIN in a schema full of sample rows.
class Explainer {
 public:
  explicit Explainer(const std::string& service)
      : files_(migration_files(service)),
        schema_("explain_" + service, {files_.migrations}),
        connection_(schema_.connect()),
        rows_(connection_) {
    rows_.fill();
  }

  // What is wrong with the plan; empty: nothing.
  std::string judge(const StatementFile& file) {
    const auto statement = parse_statement(file.query());
    const auto code = code_of(statement.pieces);
    tables_ = tables_of(code);
    file_ = &file;
    const auto sql = with_samples(statement.pieces);
    try {
      const auto plan = connection_.query("EXPLAIN FORMAT=TRADITIONAL " + sql);
      return judge_plan(plan, has(code, R"(\bLIMIT\b)"));
    } catch (const DatabaseError& e) {
      return std::string(e.what()) + "\n" + sql;
    }
  }

 private:
  using Tables = std::map<std::string, std::string>;  // by alias

  static Tables tables_of(const std::string& code) {
    static const std::regex pattern(
        R"re(\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_0-9]+)(?:\s+(?:AS\s+)?([a-z_0-9]+))?|,\s*([a-z_0-9]+)\s+(?:AS\s+)?([a-z_0-9]+)\b)re");
    Tables out;
    for (std::sregex_iterator at(code.begin(), code.end(), pattern), end; at != end; ++at) {
      const auto table = (*at)[1].matched ? (*at)[1].str() : (*at)[3].str();
      const auto alias = (*at)[1].matched ? (*at)[2].str() : (*at)[4].str();
      out[table] = table;
      if (!alias.empty()) out.emplace(alias, table);
    }
    return out;
  }

  std::string with_samples(const std::vector<Statement::Piece>& pieces) const {
    std::string out;
    for (const auto& piece : pieces) {
      out += piece.text;
      const auto literal = [&](int row) { return sample(piece.name, out, row); };
      switch (piece.place) {
        case Statement::Place::none:
          break;
        case Statement::Place::value:
          out += literal(300);
          break;
        case Statement::Place::list:
          out += "(" + literal(300) + "," + literal(301) + ")";
          break;
        case Statement::Place::rows:
          out += with_samples(piece.row) + std::string(piece.separator) + with_samples(piece.row);
          break;
      }
    }
    return out;
  }

  std::string sample(const std::string& name, const std::string& before, int row) const {
    const auto given = file_->samples.find(name);
    if (given != file_->samples.end()) return given->second;
    std::vector<std::string> tables;
    for (const auto& [alias, table] : tables_) tables.push_back(table);
    return rows_.literal_for(name, before, tables, row);
  }

  std::string judge_plan(const Rows& plan, bool limited) const {
    std::string wrong;
    for (const auto row : plan) {
      const auto alias = row.find<std::string>("table").value_or("");
      const auto type = row.find<std::string>("type").value_or("");
      if (alias.empty() || alias.starts_with("<") || row.get<std::string>("select_type") == "INSERT") continue;
      const auto found = tables_.find(alias);
      const auto table = found == tables_.end() ? alias : found->second;
      if (file_->small_tables.contains(table) || file_->small_tables.contains(alias)) continue;
      if (type == "ALL") wrong += "reads all of table " + table + "\n";
      if (type == "index" && !limited) wrong += "reads all of an index of table " + table + "\n";
    }
    return wrong;
  }

  MigrationFiles files_;
  fixture::Schema schema_;
  Connection connection_;
  SampleRows rows_;
  Tables tables_;
  const StatementFile* file_ = nullptr;
};

TEST(StatementRules, NoStatementReadsAGrowingTableInFull) {
  const auto files = statement_files();
  auto services = services_with_schema();
  ASSERT_FALSE(services.empty());
  services.insert(services.begin(), "common");
  for (const auto& service : services) {
    Explainer explainer(service);
    for (const auto& file : files) {
      if (file.service != service || file.reads_everything) continue;
      EXPECT_EQ(explainer.judge(file), "") << "sql/" << file.path;
    }
  }
}

// The check itself: it sees a full scan, and lets a key pass.
TEST(StatementRules, AFullScanIsSeen) {
  Explainer explainer("common");
  StatementFile file;
  file.name = "test.scan";
  file.text = "SELECT id FROM outbox WHERE reason = :reason";
  EXPECT_NE(explainer.judge(file).find("reads all of table outbox"), std::string::npos);
  file.small_tables = {"outbox"};
  EXPECT_EQ(explainer.judge(file), "");
  file.small_tables = {};
  file.text = "SELECT o.id FROM outbox AS o WHERE o.id IN (:ids*)";
  EXPECT_EQ(explainer.judge(file), "");
  file.text = "SELECT COUNT(version) AS n FROM outbox";
  EXPECT_NE(explainer.judge(file), "");
  file.text = "SELECT nothing FROM outbox WHERE id = :id";
  EXPECT_NE(explainer.judge(file).find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace shanhai::db
