// The one way an event comes into the repository.
#pragma once

#include <span>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/traceability/domain_terms.hpp"
#include "services/traceability/epcis/event_index.hpp"

namespace shanhai::traceability::epcis {

// A row of epcis_event.
struct NewEvent {
  EpcisEventId id;
  OrganisationId organisation;
  bool captured = false;      // else our own
  std::string hash;           // 32 bytes, of the content
  std::string event_id_hash;  // 32 bytes: an organisation has captured an eventID once, and each declaration of it
  Instant declared_at{};      // of an error declaration; 1970 where it is none
  std::string cbv_version;
  std::string event_type, biz_step;
  Instant event_time{}, record_time{};
  std::span<const IndexValue> values;  // which must outlive this
  std::string body;                    // canonical JSON-LD, with eventID and recordTime
};

// What stands for a value in the index; 16 bytes.
std::string value_digest(std::string_view value);
// The rows under which an event is found that is stored already. Those that are there stay.
void put_values(db::Tx& tx, OrganisationId organisation, EpcisEventId event, const std::vector<IndexValue>& values);

// What appends the events, the rows under which they are found, and a place in the queue of the transparency log for
// each. DuplicateKey when it is executed: one stands there already.
db::Script script_of(std::vector<NewEvent> events);

}  // namespace shanhai::traceability::epcis
