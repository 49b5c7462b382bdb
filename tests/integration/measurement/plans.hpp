// Statements that were run, whose text may have been made by the program, with the plans that the database has for
// them.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/fixture/database.hpp"

namespace shanhai::measurement {

// Of what is run from its construction on until keys().
class Plans {
 public:
  explicit Plans(fixture::ServiceDatabase& database)
      : connection_(fixture::DatabaseServer::shared().admin(database.schema.endpoint().schema)) {
    connection_.execute("SET GLOBAL log_output = 'TABLE'");
    connection_.execute("TRUNCATE mysql.general_log");
    connection_.execute("SET GLOBAL general_log = 1");
  }
  ~Plans() { stop(); }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;

  // Of each table, as statements call it, that is read by those that contain one of `marks`: the keys that were chosen.
  std::map<std::string, std::set<std::string>> keys(const std::set<std::string>& marks) {
    stop();
    std::map<std::string, std::set<std::string>> out;
    for (const auto row : connection_.query("SELECT CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log")) {
      const auto text = row.get<std::string>("text");
      const auto select = text.find("SELECT");
      const auto has = [&](const std::string& mark) { return text.find(mark) != text.npos; };
      if (select == text.npos || has("INSERT") || std::none_of(marks.begin(), marks.end(), has)) continue;
      for (const auto plan : connection_.query("EXPLAIN FORMAT=TRADITIONAL " + text.substr(select))) {
        const auto table = plan.find<std::string>("table").value_or("");
        if (table.empty() || table.front() == '<') continue;  // what was derived
        const bool whole = plan.find<std::string>("type").value_or("") == "ALL";
        out[table].insert(whole ? "whole table: " + text : plan.find<std::string>("key").value_or("none: " + text));
      }
    }
    return out;
  }

 private:
  void stop() { connection_.execute("SET GLOBAL general_log = 0"); }
  db::Connection connection_;
};

}  // namespace shanhai::measurement
