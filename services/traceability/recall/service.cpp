#include "services/traceability/recall/service.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/traceability/announcing.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/sale/domain.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kDueAtOnce = 50, kOrdersShown = 1000;

epcis::LotEvent recall_event(const store::LotRow& lot, Instant now) {
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.event_time = now;
  event.biz_step = "holding";
  event.disposition = "recalled";
  event.division = lot.county;
  event.amounts = {{lot.id, lot.epc_class, lot.quantity, lot.unit}};
  event.journey = {lot.id, Step::recall, lot.county, lot.quantity};
  return event;
}

// Nothing can be made of a locked lot, but something may have been made of it just before its lock was had: until a
// look at them all shows no more. Lots are younger than what they were made of, so this locks in the order of ids.
std::vector<store::LotRow> lock_with_descendants(db::Tx& tx, store::LotRow origin) {
  std::vector<store::LotRow> locked;
  std::vector<LotId> ids{origin.id};
  while (locked.size() < ids.size()) {
    locked = store::lock_lots(tx, ids, origin.supplier);
    ids = forwards(tx, origin.id).lots;
  }
  return locked;
}

}  // namespace

Task<Result<db::Replayable<RecallView>>> RecallService::recall(auth::Principal caller, db::IdempotencyKey key,
                                                               LotId lot, RecallEntry entry, std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), entry.reason, std::move(trace_id)};
  auto once = [&](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return write(tx, supplier, lot, entry.reason, change); });
  };
  auto receipt = co_await database_.transaction(once);
  if (receipt.has_error()) co_return std::move(receipt).error();
  sequencer_.committed();
  SHANHAI_FAILPOINT("traceability.recall.recorded");
  auto read = [&](db::Tx& tx) -> Result<std::vector<store::RecallRow>> {
    return store::list_recalls_of(tx, forwards(tx, lot).lots, supplier);
  };
  auto rows = co_await database_.snapshot(read);
  if (rows.has_error()) co_return std::move(rows).error();
  for (const auto& row : *rows) {
    if (row.state == RecallState::requested) co_await carry_out(row);
  }
  auto look = [&](db::Tx& tx) { return view(tx, supplier, lot); };
  auto out = co_await database_.snapshot(look);
  if (out.has_error()) co_return std::move(out).error();
  co_return db::Replayable<RecallView>{std::move(*out), receipt->replayed};
}

Result<RecallReceipt> RecallService::write(db::Tx& tx, OrganisationId supplier, LotId lot, const std::string& reason,
                                           const Change& change) {
  auto origin = store::lock_lot(tx, lot, supplier);
  if (!origin) return Error::not_found("lot");
  if (origin->recalled_at) return Error::conflict("lot_recalled");
  auto rows = lock_with_descendants(tx, std::move(*origin));
  std::vector<epcis::LotEvent> recorded;
  for (auto& row : rows) {
    if (row.recalled_at) continue;
    if (!store::mark_recalled(tx, row)) throw std::logic_error("a locked lot was recalled");
    const bool is_sold = row.kind == LotKind::packed;
    store::insert_recall(tx,
                         {row.id,
                          lot,
                          supplier,
                          reason,
                          change.actor,
                          is_sold ? RecallState::requested : RecallState::confirmed,
                          {},
                          0,
                          0},
                         tx.now() + retry_after(0));
    recorded.push_back(recall_event(row, tx.now()));
    announce(tx, random_, kLotRecalled, row.id, row.version, change, LotChanged{row.id, supplier, 0});
  }
  recorder_.record(tx, recorded);
  return RecallReceipt{lot};
}

Result<RecallView> RecallService::view(db::Tx& tx, OrganisationId supplier, LotId lot) {
  if (!store::find_lot(tx, lot, supplier)) return Error::not_found("lot");
  // Whatever was made of it counts, also what had been recalled by itself before: it may still be on its way.
  const auto ids = forwards(tx, lot).lots;
  const auto recalls = store::list_recalls_of(tx, ids, supplier);
  const auto own = std::find_if(recalls.begin(), recalls.end(), [&](const auto& recall) { return recall.lot == lot; });
  if (own == recalls.end()) return Error::not_found("recall");
  const auto lots = store::list_lots_by_id(tx, ids);
  RecallView out;
  out.lot_id = lot;
  out.state = RecallState::confirmed;
  out.reason = own->reason;
  out.requested_at = own->requested_at;
  for (const auto& recall : recalls) {
    const auto row = std::find_if(lots.begin(), lots.end(), [&](const auto& l) { return l.id == recall.lot; });
    if (row == lots.end()) return Error::internal("a recalled lot vanished");
    if (recall.state == RecallState::requested) out.state = RecallState::requested;
    out.lots.push_back({recall.lot, row->kind, row->lot_number, recall.state, recall.blocked_quantity});
  }
  out.orders = store::list_recall_orders(tx, ids, OrderId(), kOrdersShown);
  return out;
}

Task<Result<RecallView>> RecallService::get(auth::Principal caller, LotId lot) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  auto read = [&](db::Tx& tx) { return view(tx, supplier, lot); };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

Task<bool> RecallService::carry_out(store::RecallRow recall) {
  std::optional<orders::LotBlocked> blocked;
  std::string failure = "unavailable";
  const orders::LotBlock block{recall.lot, Text<1, 200>(recall.reason)};
  try {
    auto answer = co_await orders_->block_lot(block);
    if (answer.has_value()) blocked = std::move(*answer);
    if (answer.has_error()) failure = answer.error().code;
  } catch (const Unavailable&) {            // tried again later
  } catch (const std::exception& broken) {  // a bug there must not hold up the recalls behind this one
    failure = "internal";
    telemetry::log_error("traceability.recall_failed", {{"lot", recall.lot.str()}, {"error", broken.what()}});
  }
  SHANHAI_FAILPOINT("traceability.recall.blocked");
  if (!blocked)
    telemetry::log_warn("traceability.recall_postponed",
                        {{"lot", recall.lot.str()}, {"attempts", recall.attempts + 1}, {"failure", failure}});
  auto write = [&](db::Tx& tx) -> Result<void> {
    if (blocked) {
      if (store::confirm_recall(tx, recall.lot, blocked->blocked_quantity))
        store::insert_recall_orders(tx, recall.lot, blocked->orders);
    } else {
      store::postpone_recall(tx, recall, tx.now() + retry_after(recall.attempts));
    }
    return {};
  };
  auto written = co_await database_.transaction(write);
  if (written.has_error()) throw std::runtime_error("what a recall came to cannot be written");
  co_return blocked.has_value();
}

Task<std::int64_t> RecallService::carry_out_due() {
  auto find = [](db::Tx& tx) -> Result<std::vector<store::RecallRow>> {
    return store::list_due_recalls(tx, tx.now(), kDueAtOnce);
  };
  auto due = co_await database_.snapshot(find);
  if (due.has_error()) throw std::runtime_error("recalls that are due cannot be read");
  std::int64_t confirmed = 0;
  for (const auto& recall : *due) {
    const bool done = co_await carry_out(recall);
    confirmed += done ? 1 : 0;
  }
  co_return confirmed;
}

}  // namespace shanhai::traceability
