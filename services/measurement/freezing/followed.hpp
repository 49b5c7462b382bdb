// Streams that a freeze's state is made of: it must know what they had told when it was asked for. Told is what has a
// number. What a service had committed and not numbered yet, in the moments that this takes, is not waited for: it is
// heard of after the cut and counts in periods frozen later.
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

// Returns when each consumer has taken what its stream has numbered now, as soon as that is so. conflict:
// measurement_behind (member "stream"), where one has not within `patience`. Else what the source answers, where it
// cannot be asked.
Task<Result<void>> wait_until_followed(db::Database& database, std::vector<FollowedStream> streams,
                                       std::chrono::milliseconds patience);

}  // namespace shanhai::measurement
