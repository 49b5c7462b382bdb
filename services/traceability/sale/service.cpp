#include "services/traceability/sale/service.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/traceability/announcing.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/lot/refusals.hpp"
#include "services/traceability/records/service.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kDueAtOnce = 50;

orders::LotTransfer to_orders(const store::TransferRow& transfer, const store::LotRow& lot) {
  return {orders::TransferId(transfer.id.bytes()),
          transfer.supplier,
          transfer.sku,
          transfer.lot,
          Text<1, 20>(lot.lot_number),
          lot.best_before,
          transfer.quantity};
}

epcis::LotEvent sale_event(const epcis::Names& names, const store::TransferRow& transfer, const store::LotRow& lot,
                           Instant now, Step step) {
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.event_time = now;
  event.division = lot.county;
  event.amounts = {{lot.id, lot.epc_class, transfer.quantity, lot.unit}};
  event.transaction = names.transaction(transfer.id);
  event.journey = {lot.id, step, lot.county, transfer.quantity};
  return event;
}

bool has_failed_test(db::Tx& tx, LotId lot) {
  const auto rows = store::list_lots_by_id(tx, backwards(tx, lot).lots);
  return std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.failed_tests > 0; });
}

// Only what orders decided about the transfer itself ends it: from then on it will never have it. Any other answer (it
// has not heard of the SKU yet, another version of it did not understand) may change, and says nothing of whether an
// earlier attempt arrived: giving the balance back then would sell it twice.
bool is_final(const Error& error) { return error.code == "lot_blocked" || error.code == "transfer_mismatch"; }

}  // namespace

Task<Result<db::Replayable<SaleView>>> SaleService::put_on_sale(auth::Principal caller, db::IdempotencyKey key,
                                                                LotId lot, SaleEntry entry, std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), {}, std::move(trace_id)};
  Refusal refusal;
  auto write = [&](db::Tx& tx) {
    refusal.reset();
    return db::idempotent(tx, key, [&] { return reserve(tx, supplier, lot, entry.quantity, change, refusal); });
  };
  auto receipt = co_await database_.transaction(write);
  if (receipt.has_error() && refusal) {
    auto flag = [&](db::Tx& tx) -> Result<void> {
      store::insert_balance_refusal(tx, random_, *refusal);
      return {};
    };
    const auto flagged = co_await database_.transaction(flag);
    if (flagged.has_error()) throw std::logic_error("a refusal cannot be written down: " + flagged.error().code);
  }
  if (receipt.has_error()) co_return std::move(receipt).error();
  sequencer_.committed();
  SHANHAI_FAILPOINT("traceability.put_on_sale.reserved");
  const auto id = receipt->value.transfer_id;
  const auto find = [&](db::Tx& tx) -> Result<std::optional<store::TransferRow>> {
    return store::find_transfer(tx, id, supplier);
  };
  auto transfer = co_await database_.snapshot(find);
  if (transfer.has_value() && *transfer && (*transfer)->state == TransferState::reserved) {
    const bool settled = co_await carry_out(**transfer);
    if (settled) transfer = co_await database_.snapshot(find);
  }
  if (transfer.has_error() || !*transfer) co_return Error::internal("a transfer vanished");
  SaleView view;
  static_cast<SaleReceipt&>(view) = receipt->value;
  view.state = (*transfer)->state;
  co_return db::Replayable<SaleView>{view, receipt->replayed};
}

Result<SaleReceipt> SaleService::reserve(db::Tx& tx, OrganisationId supplier, LotId lot, std::int64_t quantity,
                                         const Change& change, Refusal& refusal) {
  auto row = store::lock_lot(tx, lot, supplier);
  if (!row) return Error::not_found("lot");
  SH_CHECK(check_sale({row->kind, row->recalled_at.has_value(), has_failed_test(tx, lot), row->best_before},
                      china_date(tx.now())));
  SH_CHECK(check_herb_records(tx, *row, herbs_));
  const auto available = row->available;
  if (!store::reserve(tx, *row, quantity)) {
    refusal = store::BalanceRefusal{lot, supplier, change.actor, "put_on_sale", quantity, available};
    return insufficient_balance(lot, "/quantity", quantity, available);
  }
  store::TransferRow transfer;
  transfer.id = TransferId(make_uuid_v7(tx.now(), random_));
  transfer.supplier = supplier;
  transfer.lot = lot;
  transfer.sku = row->sku.value();
  transfer.quantity = quantity;
  transfer.actor = change.actor;
  transfer.next_attempt_at = tx.now() + retry_after(0);  // the request itself tries first
  store::insert_transfer(tx, transfer);
  auto event = sale_event(recorder_.names(), transfer, *row, tx.now(), Step::reserve);
  event.biz_step = "reserving";
  event.disposition = "reserved";
  recorder_.record(tx, std::move(event));
  announce(tx, random_, kLotReserved, lot, row->version, change, LotChanged{lot, supplier, quantity});
  return SaleReceipt{transfer.id, lot, quantity, row->available};
}

Task<bool> SaleService::carry_out(store::TransferRow transfer) {
  auto read = [&](db::Tx& tx) -> Result<std::optional<store::LotRow>> { return store::find_any_lot(tx, transfer.lot); };
  auto lot = co_await database_.snapshot(read);
  if (lot.has_error() || !*lot) throw std::runtime_error("transfer " + transfer.id.str() + " has no lot");
  std::string failure = "unavailable";
  bool refused = false;
  const auto request = to_orders(transfer, **lot);
  try {
    auto received = co_await orders_->receive_lot_stock(request);
    if (received.has_value()) failure.clear();
    if (received.has_error()) {
      failure = received.error().code;
      refused = is_final(received.error());
    }
  } catch (const Unavailable&) {            // tried again later
  } catch (const std::exception& broken) {  // a bug there must not hold up the transfers behind this one
    failure = "internal";
    telemetry::log_error("traceability.transfer_failed", {{"transfer", transfer.id.str()}, {"error", broken.what()}});
  }
  SHANHAI_FAILPOINT("traceability.put_on_sale.received");
  if (refused) co_return co_await settle(std::move(transfer), TransferVerb::refusal, std::move(failure));
  if (failure.empty()) co_return co_await settle(std::move(transfer), TransferVerb::receipt, std::move(failure));
  co_return co_await postpone(std::move(transfer), std::move(failure));
}

Task<bool> SaleService::settle(store::TransferRow transfer, TransferVerb verb, std::string failure) {
  const auto state = next_state(TransferState::reserved, verb).value();
  auto write = [&](db::Tx& tx) -> Result<bool> {
    auto lot = store::lock_lot(tx, transfer.lot, transfer.supplier);
    if (!lot) return Error::internal("a transfer's lot vanished");
    if (!store::settle_transfer(tx, transfer.id, state, failure)) return false;
    if (state == TransferState::confirmed) confirm(tx, transfer, *lot);
    if (state == TransferState::refused) refuse(tx, transfer, *lot, failure);
    return true;
  };
  auto settled = co_await database_.transaction(write);
  if (settled.has_error())
    throw std::runtime_error("transfer " + transfer.id.str() + " cannot be settled: " + settled.error().detail);
  if (*settled) sequencer_.committed();
  SHANHAI_FAILPOINT("traceability.put_on_sale.settled");
  co_return true;
}

void SaleService::confirm(db::Tx& tx, const store::TransferRow& transfer, store::LotRow& lot) {
  if (!store::transfer(tx, lot, transfer.quantity)) throw std::logic_error("more was transferred than reserved");
  auto event = sale_event(recorder_.names(), transfer, lot, tx.now(), Step::sale);
  event.biz_step = "stocking";
  event.disposition = "sellable_accessible";
  recorder_.record(tx, std::move(event));
  LotPutOnSale payload;
  payload.lot = lot.id;
  payload.sku = transfer.sku;
  payload.supplier = transfer.supplier;
  payload.quantity = transfer.quantity;
  for (const auto& household : store::list_households_of(tx, {lot.id})) payload.households.push_back(household.str());
  announce(tx, random_, kLotPutOnSale, lot.id, lot.version, {transfer.actor, {}, {}}, payload);
}

void SaleService::refuse(db::Tx& tx, const store::TransferRow& transfer, store::LotRow& lot,
                         const std::string& failure) {
  if (!store::give_back(tx, lot, transfer.quantity)) throw std::logic_error("more was given back than reserved");
  auto event = sale_event(recorder_.names(), transfer, lot, tx.now(), Step::reserve);
  event.biz_step = "holding";
  event.disposition = "non_sellable_other";
  event.journey.quantity = -transfer.quantity;
  recorder_.record(tx, std::move(event));
  announce(tx, random_, kLotReturned, lot.id, lot.version, {std::string(kSystemActor), failure, {}},
           LotChanged{lot.id, lot.supplier, transfer.quantity});
}

Task<bool> SaleService::postpone(store::TransferRow transfer, std::string failure) {
  telemetry::log_warn("traceability.transfer_postponed",
                      {{"transfer", transfer.id.str()}, {"attempts", transfer.attempts + 1}, {"failure", failure}});
  auto write = [&](db::Tx& tx) -> Result<void> {
    store::postpone_transfer(tx, transfer, tx.now() + retry_after(transfer.attempts), failure);
    return {};
  };
  auto postponed = co_await database_.transaction(write);
  if (postponed.has_error()) throw std::runtime_error("a transfer cannot be postponed");
  co_return false;
}

Task<std::int64_t> SaleService::carry_out_due() {
  auto find = [](db::Tx& tx) -> Result<std::vector<store::TransferRow>> {
    return store::list_due_transfers(tx, tx.now(), kDueAtOnce);
  };
  auto due = co_await database_.snapshot(find);
  if (due.has_error()) throw std::runtime_error("transfers that are due cannot be read");
  std::int64_t settled = 0;
  for (const auto& transfer : *due) {
    const bool done = co_await carry_out(transfer);
    settled += done ? 1 : 0;
  }
  co_return settled;
}

}  // namespace shanhai::traceability
