// Recalls: from the moment one is recorded nothing of the lot, nor of what was made of it, moves here; it is confirmed
// when orders has committed the block. The intent is durable and carried out until then.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "services/orders/api.hpp"
#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/recall/store.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

class RecallService {
 public:
  RecallService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder, Random& random)
      : database_(database), sequencer_(sequencer), recorder_(recorder), random_(random) {}
  void connect(std::shared_ptr<orders::Api> orders) { orders_ = std::move(orders); }

  // conflict lot_recalled: it is already.
  Task<Result<db::Replayable<RecallView>>> recall(auth::Principal caller, db::IdempotencyKey key, LotId lot,
                                                  RecallEntry entry, std::string trace_id);
  // recall_not_found: neither the lot nor one it was made of was recalled.
  Task<Result<RecallView>> get(auth::Principal caller, LotId lot);

  // Carries out what is due; gives how many lots were confirmed. For the loop.
  Task<std::int64_t> carry_out_due();

 private:
  Result<RecallReceipt> write(db::Tx& tx, OrganisationId supplier, LotId lot, const std::string& reason,
                              const Change& change);
  Result<RecallView> view(db::Tx& tx, OrganisationId supplier, LotId lot);
  Task<bool> carry_out(store::RecallRow recall);  // true: confirmed

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  Random& random_;
  std::shared_ptr<orders::Api> orders_;
};

}  // namespace shanhai::traceability
