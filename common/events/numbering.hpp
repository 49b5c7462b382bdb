// In which order committed rows of an outbox get their numbers. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.hpp"

namespace shanhai::events {

// A committed row without a number.
struct Pending {
  EventId id;
  std::string aggregate;  // its type and id
  std::int64_t version = 0;
  std::optional<EventId> previous;  // the row of version - 1, where there is one
  bool previous_numbered = false;
};

// Rows whose number must come before that of one of `batch`, and which are not in it: to be added before numbering.
std::vector<EventId> missing_before(const std::vector<Pending>& batch);

struct Numbering {
  std::vector<EventId> order;      // by id, but for versions of one aggregate, which keep their order
  std::vector<Pending> held_back;  // their version - 1 has no event: they must wait for it
};

Numbering order_of(std::vector<Pending> batch);

}  // namespace shanhai::events
