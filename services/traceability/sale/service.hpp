// The two-step transfer of a lot's balance to orders.
//
// Step one, here: the quantity is reserved and the intent written, in one transaction. Step two, at orders: it is
// received, idempotent by the transfer's id. Step three, here: confirmed. A crash anywhere leaves a row in state
// reserved, which the loop takes up again.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "services/orders/api.hpp"
#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/records/domain.hpp"
#include "services/traceability/sale/store.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

class SaleService {
 public:
  SaleService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder, Random& random,
              HerbPolicy herbs = {})
      : database_(database), sequencer_(sequencer), recorder_(recorder), random_(random), herbs_(std::move(herbs)) {}
  // Before anything is served.
  void connect(std::shared_ptr<orders::Api> orders) { orders_ = std::move(orders); }

  // Returns when the intent is durable; tries steps two and three at once. conflict: lot_not_packed, lot_recalled,
  // lot_failed_test, lot_expired, insufficient_lot_balance; see check_herb_records.
  Task<Result<db::Replayable<SaleView>>> put_on_sale(auth::Principal caller, db::IdempotencyKey key, LotId lot,
                                                     SaleEntry entry, std::string trace_id);

  // Carries out what is due; gives how many transfers were settled. For the loop.
  Task<std::int64_t> carry_out_due();

 private:
  using Refusal = std::optional<store::BalanceRefusal>;

  Result<SaleReceipt> reserve(db::Tx& tx, OrganisationId supplier, LotId lot, std::int64_t quantity,
                              const Change& change, Refusal& refusal);
  Task<bool> carry_out(store::TransferRow transfer);  // true: settled
  Task<bool> settle(store::TransferRow transfer, TransferVerb verb, std::string failure);
  Task<bool> postpone(store::TransferRow transfer, std::string failure);
  void confirm(db::Tx& tx, const store::TransferRow& transfer, store::LotRow& lot);
  void refuse(db::Tx& tx, const store::TransferRow& transfer, store::LotRow& lot, const std::string& failure);

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  Random& random_;
  const HerbPolicy herbs_;
  std::shared_ptr<orders::Api> orders_;
};

}  // namespace shanhai::traceability
