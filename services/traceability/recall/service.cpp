#include "services/traceability/recall/service.hpp"

#include <algorithm>
#include <map>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/traceability/announcing.hpp"
#include "services/traceability/graph/service.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/sale/domain.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kDueAtOnce = 50;
constexpr std::size_t kOrdersShown = 1000, kLotsShown = 200;
constexpr std::size_t kLotsAsked = 2000;  // of orders, at once

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
  co_await carry_out_of(supplier, lot);
  auto look = [&](db::Tx& tx) { return view(tx, supplier, lot, reach_by_tables(tx, lot)); };
  auto out = co_await database_.snapshot(look);
  if (out.has_error()) co_return std::move(out).error();
  co_return db::Replayable<RecallView>{std::move(*out), receipt->replayed};
}

Result<RecallReceipt> RecallService::write(db::Tx& tx, OrganisationId supplier, LotId lot, const std::string& reason,
                                           const Change& change) {
  auto origin = store::lock_lot(tx, lot, supplier);
  if (!origin) return Error::not_found("lot");
  if (origin->recalled_at) return ask_recalled(tx, std::move(*origin), reason, change);
  record(tx, std::move(*origin), reason, change);
  return RecallReceipt{lot};
}

// It is off sale for a failed test, or for what it was made of: should that turn out wrong, what is asked for here
// keeps it off sale.
Result<RecallReceipt> RecallService::ask_recalled(db::Tx& tx, store::LotRow lot, const std::string& reason,
                                                  const Change& change) {
  const auto own = store::list_recalls_of(tx, {lot.id}, lot.supplier);
  if (own.size() != 1) throw std::logic_error("a recalled lot has no recall");
  const bool asked_for = own.front().origin == lot.id && store::list_recalls_by_test(tx, {lot.id}).empty();
  if (asked_for) return Error::conflict("lot_recalled");
  store::ask_recalled(tx, lot.id, reason, change.actor);
  if (!store::touch(tx, lot)) throw std::logic_error("a locked lot was changed");
  recorder_.record(tx, {recall_event(lot, tx.now())});
  events::append(tx, random_,
                 announcement(kLotRecalled, lot.id, lot.version, change, LotChanged{lot.id, lot.supplier, 0}));
  return RecallReceipt{lot.id};
}

void RecallService::record(db::Tx& tx, store::LotRow origin, const std::string& reason, const Change& change) {
  const auto lot = origin.id;
  const auto supplier = origin.supplier;
  auto rows = lock_with_descendants(tx, std::move(origin));
  std::erase_if(rows, [](const auto& row) { return row.recalled_at.has_value(); });
  if (!store::mark_recalled(tx, rows)) throw std::logic_error("a locked lot was recalled");
  std::vector<store::RecallRow> recalls;
  std::vector<epcis::LotEvent> recorded;
  std::vector<events::NewEvent> told;
  for (const auto& row : rows) {
    const auto state = row.kind == LotKind::packed ? RecallState::requested : RecallState::confirmed;
    recalls.push_back({row.id, lot, supplier, reason, change.actor, state, {}, 0, 0, row.version});
    recorded.push_back(recall_event(row, tx.now()));
    told.push_back(announcement(kLotRecalled, row.id, row.version, change, LotChanged{row.id, supplier, 0}));
  }
  store::insert_recalls(tx, recalls, tx.now() + retry_after(0));
  recorder_.record(tx, recorded);
  events::append_all(tx, random_, told);
}

Task<> RecallService::carry_out_of(OrganisationId supplier, LotId lot) {
  auto read = [&](db::Tx& tx) -> Result<std::vector<store::RecallRow>> {
    return store::list_recalls_of(tx, forwards(tx, lot).lots, supplier);
  };
  auto rows = co_await database_.snapshot(read);
  if (rows.has_error()) throw std::runtime_error("recalls of lot " + lot.str() + " cannot be read");
  for (const auto& row : *rows) {
    if (row.state == RecallState::requested) co_await carry_out(row);
  }
}

Result<RecallView> RecallService::view(db::Tx& tx, OrganisationId supplier, LotId lot, Reach reach) {
  if (!store::find_lot(tx, lot, supplier)) return Error::not_found("lot");
  RecallView out;
  out.lot_id = lot;
  // Whatever was made of it counts, also what had been recalled by itself before: it may still be on its way.
  std::map<LotId, store::RecallRow> recalls;
  for (auto& recall : store::list_recalls_of(tx, reach.lots, supplier)) recalls.emplace(recall.lot, std::move(recall));
  if (const auto own = recalls.find(lot); own != recalls.end()) {
    const bool any = std::any_of(recalls.begin(), recalls.end(),
                                 [](const auto& one) { return one.second.state == RecallState::requested; });
    out.state = any ? RecallState::requested : RecallState::confirmed;
    out.reason = own->second.reason;
    out.requested_at = own->second.requested_at;
  }
  out.complete = reach.blocked;
  if (!reach.blocked && !recalls.empty()) {  // orders has said more than its stream
    const auto said = store::list_recall_orders(tx, reach.lots);
    reach.orders.insert(reach.orders.end(), said.begin(), said.end());
    std::sort(reach.orders.begin(), reach.orders.end());
    reach.orders.erase(std::unique(reach.orders.begin(), reach.orders.end()), reach.orders.end());
  }
  out.lots_total = static_cast<std::int64_t>(reach.lots.size());
  if (reach.lots.size() > kLotsShown) reach.lots.resize(kLotsShown);
  for (const auto& row : store::list_lots_by_id(tx, reach.lots)) {
    RecalledLot one{row.id, row.kind, row.lot_number, row.unit, RecallState::none, row.available + row.reserved};
    if (const auto found = recalls.find(row.id); found != recalls.end()) {
      one.state = found->second.state;
      one.blocked_quantity = found->second.blocked_quantity;
    }
    out.lots.push_back(std::move(one));
  }
  out.orders_total = static_cast<std::int64_t>(reach.orders.size());
  out.parcels_total = reach.parcels;
  out.shipped_parcels = reach.shipped_parcels;
  out.units = reach.units;
  if (reach.orders.size() > kOrdersShown) reach.orders.resize(kOrdersShown);
  out.orders = std::move(reach.orders);
  return out;
}

Task<Result<Reach>> RecallService::reach(LotId lot, OrganisationId supplier) {
  try {
    if (graph_) {
      auto walk = [lot, supplier](const graph::Graph& now) { return reach_by_graph(now, lot, supplier); };
      auto small = [lot](const graph::Graph& now) { return graph::reaches_few(now, lot); };
      auto reached = co_await graph_->look(small, walk);
      co_return reached;
    }
  } catch (const Unavailable&) {  // a recall does not wait for it
  }
  auto read = [lot, supplier](db::Tx& tx) -> Result<Reach> {
    if (!store::find_lot(tx, lot, supplier)) return Error::not_found("lot");
    return reach_by_tables(tx, lot);
  };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

// What is on sale of lots that are not recalled; they stay without where orders does not answer.
Task<> RecallService::add_on_hand(RecallView& view) {
  orders::LotAccountQuery query;
  for (const auto& lot : view.lots) {
    if (lot.kind == LotKind::packed && lot.state == RecallState::none) query.lots.push_back(lot.lot_id);
  }
  if (query.lots.empty()) co_return;
  orders::LotAccounts found;
  try {
    auto answer = co_await orders_->lot_accounts(query);
    if (answer.has_error()) co_return;
    found = std::move(*answer);
  } catch (const Unavailable&) {
    co_return;
  }
  for (auto& lot : view.lots) {
    if (lot.kind != LotKind::packed || lot.state != RecallState::none) continue;
    lot.on_hand = 0;
    for (const auto& account : found.items) lot.on_hand = account.lot == lot.lot_id ? account.on_hand : *lot.on_hand;
  }
}

Task<Result<RecallView>> RecallService::get(auth::Principal caller, LotId lot) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto found, co_await reach(lot, supplier));
  auto read = [&](db::Tx& tx) { return view(tx, supplier, lot, found); };
  auto out = co_await database_.snapshot(read);
  if (out.has_value()) co_await add_on_hand(*out);
  co_return out;
}

Task<Result<RecallOrdersPage>> RecallService::orders(auth::Principal caller, LotId lot, RecallOrdersQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto after, after_cursor(query.cursor, OrderId()));
  SH_CO_TRY(auto found, co_await reach(lot, supplier));
  if (!found.blocked) {
    auto read = [&found](db::Tx& tx) -> Result<std::vector<OrderId>> {
      return store::list_recall_orders(tx, found.lots);
    };
    auto said = co_await database_.snapshot(read);
    found.orders.insert(found.orders.end(), said->begin(), said->end());
    std::sort(found.orders.begin(), found.orders.end());
    found.orders.erase(std::unique(found.orders.begin(), found.orders.end()), found.orders.end());
  }
  RecallOrdersPage out;
  const auto first = std::upper_bound(found.orders.begin(), found.orders.end(), after);
  const auto many = std::min<std::ptrdiff_t>(found.orders.end() - first, query.size() + 1);
  out.items.assign(first, first + many);
  out.next_cursor = cut_page(out.items, query.size(), [](const OrderId& id) { return id; });
  co_return out;
}

Task<Result<RecallNotices>> RecallService::notices(auth::Principal caller, LotId lot) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(auto found, co_await reach(lot, supplier));
  if (found.lots.size() > kLotsAsked)
    co_return Error::unprocessable("too_many_lots", "a recall of more than 2000 lots");
  auto read = [&found, supplier](db::Tx& tx) -> Result<std::vector<store::RecallRow>> {
    return store::list_recalls_of(tx, found.lots, supplier);
  };
  auto recalls = co_await database_.snapshot(read);
  orders::RecallReachQuery query;
  query.lots = std::move(found.lots);
  for (const auto& recall : *recalls) query.recalls.push_back(recall.origin);
  std::sort(query.recalls.begin(), query.recalls.end());
  query.recalls.erase(std::unique(query.recalls.begin(), query.recalls.end()), query.recalls.end());
  SH_CO_TRY(const auto counted, co_await orders_->recall_reach(query));
  co_return RecallNotices{counted.orders, counted.buyers, counted.orders_told, counted.buyers_told};
}

Task<bool> RecallService::carry_out(store::RecallRow recall) {
  std::optional<orders::LotBlocked> blocked;
  std::string failure = "unavailable";
  auto look = [&recall](db::Tx& tx) -> Result<std::int64_t> { return store::count_requested(tx, recall.origin); };
  const auto requested = co_await database_.snapshot(look);
  const orders::LotBlock block{recall.lot, Text<1, 200>(recall.reason), recall.origin, *requested > 1, recall.decision};
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
      if (store::confirm_recall(tx, recall, blocked->blocked_quantity))
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
