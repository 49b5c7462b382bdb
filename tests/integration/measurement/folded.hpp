// What is counted, folded into sums as the service does in the background.
#pragma once

#include "services/measurement/cubes/folding.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::measurement {

// So that few events already make blocks of several levels. Only for a schema in which nothing is folded.
inline void use_grid(fixture::ServiceDatabase& database, int span, int fan) {
  database.schema.connect().execute("UPDATE volume_grid SET span = " + std::to_string(span) +
                                    ", fan = " + std::to_string(fan));
}

// In up to so many transactions; gives in how many there was something to write.
inline int fold(fixture::ServiceDatabase& database, int most = 1'000'000) {
  int written = 0;
  while (written < most && database.transaction(fold_next).value()) ++written;
  return written;
}

}  // namespace shanhai::measurement
