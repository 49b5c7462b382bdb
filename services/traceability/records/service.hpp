// Herb records: appended to a lot, each with its EPCIS event.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/records/store.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

class HerbService {
 public:
  HerbService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder, HerbPolicy policy,
              Random& random)
      : database_(database), sequencer_(sequencer), recorder_(recorder), policy_(std::move(policy)), random_(random) {}

  // See check_herb_record. lot_not_found. unprocessable household_not_found; record_not_found at /corrects: no record
  // of the lot that still stands has this number.
  Task<Result<db::Replayable<HerbRecordView>>> record(auth::Principal caller, db::IdempotencyKey key, LotId lot,
                                                      HerbRecordEntry entry, std::string trace_id);
  Task<Result<HerbRecordList>> list(auth::Principal caller, LotId lot);

 private:
  Result<HerbRecordView> write(db::Tx& tx, OrganisationId supplier, LotId lot, const HerbRecordEntry& entry,
                               const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  const HerbPolicy policy_;
  Random& random_;
};

// Before a lot goes on sale. conflict: safety_interval, something behind it was harvested too early after a pesticide,
// whatever the policy; herb_records_incomplete (extension `missing`), the policy asks for stages that nothing tells of.
Result<void> check_herb_records(db::Tx& tx, const store::LotRow& lot, const HerbPolicy& policy);

}  // namespace shanhai::traceability
