// The statements of sql/*/queries as they stand in their files, and what their comments say of them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/db/migrations.hpp"

namespace shanhai::db {

struct StatementFile {
  std::string path;     // "orders/queries/insert_line.sql"
  std::string service;  // the folder under sql/
  std::string name;     // "orders.insert_line"
  std::string text;
  std::map<std::string, std::string> samples;  // `-- sample: state='paid', id=x'00ff'`: SQL literals by parameter
  std::set<std::string> small_tables;          // `-- small table: county, pairing (why)`: may be read in full
  bool reads_everything = false;               // `-- audit: why`: meant to

  Query query() const { return {name, text}; }
};

std::vector<StatementFile> statement_files();

// Of a service: sql/common's, then its own. `texts` keeps what the migrations point to.
struct MigrationFiles {
  std::vector<std::string> texts;
  std::vector<Migration> migrations;
};
MigrationFiles migration_files(const std::string& service);

// The names under sql/ that have migrations, without common.
std::vector<std::string> services_with_schema();

}  // namespace shanhai::db
