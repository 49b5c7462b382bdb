// Rows for every table of a schema, made from the columns' types alone, and parameters that fit them.
//
// The value of row n depends only on the column's type and n, so that the ids of row n match in every table and a join
// finds something. Without rows the optimiser reads empty tables in full, whatever their keys are.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/db/connection.hpp"
#include "common/db/statement.hpp"

namespace shanhai::db {

struct Column {
  std::string name, type;
  std::int64_t length = 0;  // of characters or bytes
};

class SampleRows {
 public:
  static constexpr int kRows = 600;

  explicit SampleRows(Connection& connection);  // reads the columns of the connection's schema
  void fill();                                  // every table; what violates a unique key is left out

  bool has_table(const std::string& name) const { return tables_.contains(name); }
  // A literal for `parameter` of a statement, where `before` stands in front of it: the column that it is compared
  // with, else the column of that name in one of `tables`, else by what the name says.
  std::string literal_for(const std::string& parameter, const std::string& before,
                          const std::vector<std::string>& tables, int row) const;

 private:
  const Column* find_column(const std::string& name, const std::vector<std::string>& tables) const;

  Connection& connection_;
  std::map<std::string, std::vector<Column>> tables_;
};

// The value of row `n` in a column of that type, as a literal.
std::string sample_literal(const Column& column, int n);

}  // namespace shanhai::db
