#include "tests/integration/db/sample_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <stdexcept>

#include "common/base/clock.hpp"

namespace shanhai::db {
namespace {

const std::regex kCompared(
    R"re((?:\w+\.)?(\w+)\s*(?:=|<=>|<>|<=|>=|<|>|\+|-|\bLIKE|\bNOT IN|\bIN|\bBETWEEN|\bBETWEEN\s+\S+\s+AND)\s*\(?\s*$)re",
    std::regex::icase);

bool ends_with_word(const std::string& text, const std::string& word) {
  return text.size() >= word.size() && text.compare(text.size() - word.size(), word.size(), word) == 0;
}

std::string rows_text(const std::vector<Column>& columns) {
  std::string text;
  for (int n = 1; n <= SampleRows::kRows; ++n) {
    text += n == 1 ? "(" : ",(";
    for (std::size_t i = 0; i < columns.size(); ++i) text += (i == 0 ? "" : ",") + sample_literal(columns[i], n);
    text += ")";
  }
  return text;
}

}  // namespace

std::string sample_literal(const Column& column, int n) {
  const auto& type = column.type;
  if (type == "tinyint") return std::to_string(n % 100);
  if (ends_with_word(type, "int") || type == "double") return std::to_string(n);
  if (ends_with_word(type, "binary") || ends_with_word(type, "blob")) {
    const auto bytes = std::clamp<std::int64_t>(column.length, 1, 32);
    return fmt::format("x'{:0{}x}'", n, 2 * bytes);
  }
  if (type == "datetime")
    return fmt::format("'{}'", to_sql_datetime(*parse_sql_datetime("2026-01-01 00:00:00") + std::chrono::minutes(n)));
  if (type == "date") return fmt::format("'{}'", to_string(add_days(*parse_date("2026-01-01"), n % 365)));
  if (type == "enum") return std::to_string(n % 2 + 1);  // by its place
  if (type == "json") return "'{}'";
  if (ends_with_word(type, "char") || ends_with_word(type, "text")) {
    const auto text = fmt::format("{:06}", n);
    return "'" +
           text.substr(text.size() - std::min<std::size_t>(text.size(), static_cast<std::size_t>(column.length))) + "'";
  }
  throw std::runtime_error("no sample for type " + type + " of column " + column.name);
}

SampleRows::SampleRows(Connection& connection) : connection_(connection) {
  const auto rows = connection.query(
      "SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d, COALESCE(CHARACTER_MAXIMUM_LENGTH, 0) AS n "
      "FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND EXTRA NOT LIKE '%GENERATED%' "
      "ORDER BY TABLE_NAME, ORDINAL_POSITION");
  for (const auto row : rows) {
    tables_[row.get<std::string>("t")].push_back(
        {row.get<std::string>("c"), row.get<std::string>("d"), row.get<std::int64_t>("n")});
  }
}

void SampleRows::fill() {
  for (const auto& [table, columns] : tables_) {
    if (table.starts_with("schema_migration")) continue;
    std::string names;
    for (const auto& column : columns) names += (names.empty() ? "`" : ",`") + column.name + "`";
    connection_.execute("INSERT IGNORE INTO `" + table + "` (" + names + ") VALUES " + rows_text(columns));
  }
  for (const auto& [table, columns] : tables_) connection_.query("ANALYZE TABLE `" + table + "`");
}

const Column* SampleRows::find_column(const std::string& name, const std::vector<std::string>& tables) const {
  for (const auto& table : tables) {
    const auto found = tables_.find(table);
    if (found == tables_.end()) continue;
    for (const auto& column : found->second) {
      if (column.name == name) return &column;
    }
  }
  return nullptr;
}

std::string SampleRows::literal_for(const std::string& parameter, const std::string& before,
                                    const std::vector<std::string>& tables, int row) const {
  if (ends_with_word(before, "LIMIT ") || ends_with_word(before, "OFFSET ")) return "10";
  std::smatch match;
  if (std::regex_search(before, match, kCompared)) {
    if (const auto* column = find_column(match[1], tables)) return sample_literal(*column, row);
  }
  if (const auto* column = find_column(parameter, tables)) return sample_literal(*column, row);
  if (parameter == "now" || ends_with_word(parameter, "_at")) return sample_literal({"", "datetime", 0}, row);
  return std::to_string(row);
}

}  // namespace shanhai::db
