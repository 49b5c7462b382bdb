// Finds the values of events that were stored before there was an index of them, or by a process that knew none.
#pragma once

#include "common/async/background.hpp"
#include "common/db/database.hpp"

namespace shanhai::traceability::query {

class ValueFill {
 public:
  explicit ValueFill(db::Database& database) : database_(database) {}

  // Looks once, page by page, and ends.
  void start(Background& background);
  // Gives how many events got their values.
  Task<std::int64_t> run();

 private:
  db::Database& database_;
};

}  // namespace shanhai::traceability::query
