// Streams that a freeze's state is made of: it must know what they had told when it was asked for.
#pragma once

#include <chrono>
#include <vector>

#include "common/db/database.hpp"
#include "common/events/stream.hpp"

namespace shanhai::measurement {

struct FollowedStream {
  std::string name;             // of the service, as an error names it
  std::string consumer;         // whose checkpoint in our schema tells how far it is read
  events::EventSource* source;  // lives longer than what uses it
};

// Returns when each consumer has taken what its stream holds now, as soon as that is so. conflict: measurement_behind
// (member "stream"), where one has not within `patience`. Else what the source answers, where it cannot be asked.
Task<Result<void>> wait_until_followed(db::Database& database, std::vector<FollowedStream> streams,
                                       std::chrono::milliseconds patience);

}  // namespace shanhai::measurement
