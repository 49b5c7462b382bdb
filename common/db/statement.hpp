// A Query taken apart, once per thread: literal text and the places of its values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/query.hpp"
#include "common/telemetry/metrics.hpp"

namespace shanhai::db {

struct Statement {
  enum class Place { none, value, list, rows };

  // `text`, then what stands at `place`.
  struct Piece {
    std::string text;
    Place place = Place::none;
    std::string name;              // of the value or list
    std::vector<Piece> row;        // of the template
    std::string_view separator;    // between its copies
    mutable std::size_t hint = 0;  // where the name stood among the parameters the last time
  };

  std::string name, source;  // of the Query, to notice another one at the same address
  std::vector<Piece> pieces;
  bool has_rows = false;
  telemetry::Histogram* seconds = nullptr;  // db_statement_seconds{statement}
};

// std::logic_error: the text is malformed.
Statement parse_statement(const Query& query);

// Parsed once per thread and kept; valid until the thread's next call.
const Statement& statement_of(const Query& query);

}  // namespace shanhai::db
