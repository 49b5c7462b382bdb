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
  // units_differ, net_weight_unknown, origin_differs; see check_yield. conflict: insufficient_lot_balance (extensions
  // lot, requested, available), lot_recalled, lot_failed_test, lot_number_taken. What would break mass balance is also
  // written down.
  Task<Result<db::Replayable<LotView>>> record(auth::Principal caller, db::IdempotencyKey key, LotEntry entry,
                                               std::string trace_id);
  // Corrects a quantity that was recorded wrongly, by appended events: the wrong one is declared erroneous (EPCIS 2.0,
  // error declaration) and names the one that stands for it. lot_not_found. invalid: /delivery. unprocessable:
  // nothing_to_correct, output_exceeds_inputs, quantity_out_of_range. conflict: insufficient_lot_balance, what is taken
  // away is no longer there.
  Task<Result<db::Replayable<LotView>>> correct(auth::Principal caller, db::IdempotencyKey key, LotId id,
                                                CorrectionEntry entry, std::string trace_id);
  // Takes away what will neither be sold nor made into anything. invalid: /cause recorded_wrongly. conflict:
  // insufficient_lot_balance.
  Task<Result<db::Replayable<LotView>>> write_off(auth::Principal caller, db::IdempotencyKey key, LotId id,
                                                  WriteOffEntry entry, std::string trace_id);
  Task<Result<AdjustmentList>> adjustments(auth::Principal caller, LotId id);
  // invalid: /process, /valid_from not_after_today (what was made is not judged anew). conflict yield_limit_exists.
  Task<Result<YieldLimitView>> limit_yield(auth::Principal caller, YieldLimitEntry entry);
  Task<Result<YieldLimitList>> yield_limits();
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
  Result<void> check_origins(db::Tx& tx, const Recording& recording, const store::LotRow& row) const;
  Result<LotView> write_correction(db::Tx& tx, OrganisationId supplier, LotId id, const CorrectionEntry& entry,
                                   const Change& change, Refusal& refusal);
  Result<LotView> write_down(db::Tx& tx, OrganisationId supplier, LotId id, const WriteOffEntry& entry,
                             const Change& change, Refusal& refusal);
  // What such a lot loses: check_output, check_yield.
  Result<std::optional<std::int64_t>> balanced(db::Tx& tx, const store::LotRow& row,
                                               const std::vector<Ingredient>& ingredients) const;
  // `write` in a transaction, once for the key; what it refuses is written down, in a transaction of its own.
  using Write = std::function<Result<LotView>(db::Tx&, Refusal&)>;
  Task<Result<db::Replayable<LotView>>> write_once(db::IdempotencyKey key, Write write);
  Task<> flag(Refusal refusal);

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  Random& random_;
};

}  // namespace shanhai::traceability
