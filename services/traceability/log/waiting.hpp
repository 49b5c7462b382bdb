// The queue of the log: events that have no leaf yet, as rows of log_waiting hold them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability::tlog {

struct WaitingLeaf {
  EpcisEventId event;
  std::string digest;  // 32 bytes
};

// What one transaction lets wait together, or a part of it.
struct WaitingRow {
  EpcisEventId id;  // of its first event
  std::vector<WaitingLeaf> leaves;
};

inline constexpr std::size_t kWaitingOfARow = 128;

struct PackedRow {
  EpcisEventId id;
  std::string entries;
};
// In the order of ids, as many rows as are needed: the ids of one were made within a minute.
std::vector<PackedRow> pack_waiting(std::vector<WaitingLeaf> leaves);
// No row that begins before this id holds the event.
EpcisEventId earliest_row_of(EpcisEventId event);
// What is stored there is no row of the queue.
struct BrokenQueue : std::runtime_error {
  using std::runtime_error::runtime_error;
};
// Throws BrokenQueue.
std::vector<WaitingLeaf> read_waiting(std::string_view entries);

}  // namespace shanhai::traceability::tlog
