// Recording lots. Each change of a lot is guarded, has an EPCIS event and an outbox row.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/catalog_projection/store.hpp"
#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/lot/api.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

class LotService {
 public:
  LotService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder, Random& random)
      : database_(database), sequencer_(sequencer), recorder_(recorder), random_(random) {}

  // invalid: see check_draft. unprocessable: household_not_found, lot_not_found, sku_not_found, output_exceeds_inputs,
  // units_differ, net_weight_unknown. conflict: insufficient_lot_balance (extensions lot, requested, available),
  // lot_recalled, lot_failed_test, lot_number_taken. What would break mass balance is also written down.
  Task<Result<db::Replayable<LotView>>> record(auth::Principal caller, db::IdempotencyKey key, LotEntry entry,
                                               std::string trace_id);
  Task<Result<LotView>> get(auth::Principal caller, LotId id);
  Task<Result<LotPage>> list(auth::Principal caller, LotQuery query);

 private:
  // A lot being recorded.
  struct Recording {
    OrganisationId supplier;
    LotEntry entry;
    LotDraft draft;
    std::optional<store::SkuRow> sku;
    Change change;
  };
  using Refusal = std::optional<store::BalanceRefusal>;

  Task<Result<std::optional<store::SkuRow>>> published_sku(OrganisationId supplier, std::optional<SkuId> sku);
  Result<LotView> write(db::Tx& tx, const Recording& recording, Refusal& refusal);
  Result<void> write_raw(db::Tx& tx, const Recording& recording, store::LotRow& row);
  Result<void> write_made(db::Tx& tx, const Recording& recording, store::LotRow& row, Refusal& refusal);
  Result<std::vector<store::LotRow>> take_inputs(db::Tx& tx, const Recording& recording, Refusal& refusal);
  store::LotRow row_of(db::Tx& tx, const Recording& recording) const;

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  Random& random_;
};

}  // namespace shanhai::traceability
