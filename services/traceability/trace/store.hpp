#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/epcis/recorder.hpp"

namespace shanhai::traceability::store {

struct JourneyRow {
  LotId lot;
  Step step = Step::harvest;
  std::string division;
  Instant first_at{}, last_at{};
  std::int64_t quantity = 0;
  std::int64_t events = 0;
};
std::vector<JourneyRow> list_journey(db::Tx& tx, const std::vector<LotId>& lots);

// Events that any of the lots has a part in, in order of recording.
std::vector<epcis::StoredEvent> list_events_of_lots(db::Tx& tx, const std::vector<LotId>& lots, EpcisEventId after,
                                                    std::int64_t limit);
// All events, for the audit.
std::vector<epcis::StoredEvent> list_events_after(db::Tx& tx, EpcisEventId after, std::int64_t limit);

}  // namespace shanhai::traceability::store
