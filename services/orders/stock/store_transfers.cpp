#include <algorithm>

#include "common/events/event.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/presale/ending.hpp"
#include "services/orders/stock/store.hpp"
#include "services/orders/stock/transfers.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

bool same_transfer(const db::Row& row, const LotTransfer& transfer) {
  return row.get<OrganisationId>("supplier") == transfer.supplier && row.get<SkuId>("sku") == transfer.sku &&
         row.get<LotId>("lot") == transfer.lot && row.get<std::string>("lot_number") == transfer.lot_number.str() &&
         row.find<Date>("best_before") == transfer.best_before &&
         row.get<std::int64_t>("quantity") == transfer.quantity.value();
}

}  // namespace

Result<TransferReceipt> receive_lot(db::Tx& tx, Random& random, const LotTransfer& transfer) {
  const TransferReceipt receipt{transfer.transfer, transfer.quantity.value()};
  if (find_owner(tx, transfer.sku) != transfer.supplier) return Error::not_found("sku");
  const bool is_new = tx.try_insert(queries::lot_transfer_insert, {{"transfer", transfer.transfer},
                                                                   {"supplier", transfer.supplier},
                                                                   {"sku", transfer.sku},
                                                                   {"lot", transfer.lot},
                                                                   {"lot_number", transfer.lot_number},
                                                                   {"best_before", transfer.best_before},
                                                                   {"quantity", transfer.quantity},
                                                                   {"now", tx.now()}});
  if (!is_new) {
    const auto rows = tx.query(queries::lot_transfer_find, {{"transfer", transfer.transfer}});
    if (rows.empty() || !same_transfer(rows.front(), transfer)) return Error::conflict("transfer_mismatch");
    return receipt;
  }
  if (lock_gate(tx, transfer.lot).blocked) return Error::conflict("lot_blocked");
  ensure_stock(tx, transfer.sku, transfer.supplier);
  const auto known = find_lot(tx, transfer.lot);
  const bool is_other = known && (known->sku != transfer.sku || known->lot_number != transfer.lot_number.str() ||
                                  known->best_before != transfer.best_before);
  if (is_other) return Error::conflict("transfer_mismatch");
  if (known) {
    tx.execute(queries::lot_stock_receive,
               {{"sku", transfer.sku}, {"lot", transfer.lot}, {"quantity", transfer.quantity}});
  } else {
    tx.execute(queries::lot_stock_insert, {{"sku", transfer.sku},
                                           {"lot", transfer.lot},
                                           {"lot_number", transfer.lot_number},
                                           {"best_before", transfer.best_before},
                                           {"quantity", transfer.quantity}});
  }
  move_stock(tx, random,
             {{transfer.sku, StockEntryKind::received, transfer.lot, transfer.quantity.value(), 0, std::nullopt}});
  meet_promise(tx, random, *find_stock(tx, transfer.sku), transfer.quantity.value());
  return receipt;
}

namespace {

// So long after each lot buyers are told nothing, because others of the recall, which they may have too, are still on
// sale; and so long at most from the first.
constexpr std::chrono::seconds kGathered{60};
constexpr std::chrono::minutes kGatheredMost{5};

void tell_of_recall(db::Tx& tx, Context& context, const LotBlock& block, const LotStock& lot,
                    const LotBlocked& blocked) {
  tell_supplier(tx, context, kLotBlocked, find_stock(tx, lot.sku)->supplier,
                {{"lot", lot.lot_number}, {"quantity", blocked.blocked_quantity}, {"orders", blocked.orders.size()}});
  const auto recall = block.recall.value_or(block.lot);
  const auto begun = tx.query(queries::recall_notice_gathering, {{"recall", recall}});
  const auto until = begun.empty() ? tx.now() + kGatheredMost : begun.front().get<Instant>("gathered_until");
  const bool more = block.more.value_or(false);
  tx.execute(queries::recall_notice_begin,
             {{"recall", recall},
              {"lot", block.lot},
              {"due_at", more ? std::min<Instant>(tx.now() + kGathered, until) : tx.now()},
              {"gathered_until", until}});
}

}  // namespace

Result<LotBlocked> block_lot(db::Tx& tx, Context& context, const LotBlock& block) {
  LotBlocked out;
  out.lot = block.lot;
  const auto gate = lock_gate(tx, block.lot);
  auto lot = find_lot(tx, block.lot);
  const auto decision = block.decision.value_or(0);
  if (decision < gate.decision && !gate.blocked) return out;  // it was lifted before it came
  if (gate.blocked) tx.execute(queries::lot_gate_decide, {{"lot", block.lot}, {"decision", decision}});
  if (!gate.blocked && lot) {
    lock_stock(tx, {lot->sku});
    lot = find_lot(tx, block.lot);  // packing may have taken some until the SKU was locked
    if (lot->on_hand > 0) {
      const auto matched =
          tx.execute(queries::lot_stock_block, {{"sku", lot->sku}, {"lot", lot->lot}, {"quantity", lot->on_hand}});
      if (matched != 1) throw std::logic_error("a lot changed under its SKU's lock");
      move_stock(tx, context.random, {{lot->sku, StockEntryKind::blocked, lot->lot, -lot->on_hand, 0, std::nullopt}});
      lot->blocked += lot->on_hand;
    }
  }
  if (lot) out.blocked_quantity = lot->blocked + lot->expired;  // whatever is past its date was not sold either
  const auto rows = tx.query(queries::parcel_lot_orders, {{"lot", block.lot}});
  for (const auto row : rows) out.orders.push_back(row.get<OrderId>("order_id"));
  if (!gate.blocked) {
    block_gate(tx, block.lot, block.reason, decision);
    if (lot) tell_of_recall(tx, context, block, *lot, out);
    events::append(tx, context.random,
                   {kLotBlocked,
                    "lot",
                    block.lot.str(),
                    gate.version + 1,
                    "traceability",
                    block.reason,
                    {},
                    json::write(out).as_object()});
  }
  const auto recall = block.recall.value_or(block.lot);
  if (block.more.value_or(false)) {
    tx.execute(queries::recall_notice_put_off, {{"recall", recall}, {"due_at", tx.now() + kGathered}});
  } else {
    tx.execute(queries::recall_notice_hasten, {{"recall", recall}, {"now", tx.now()}});
  }
  return out;
}

Result<LotReleased> release_lot(db::Tx& tx, Context& context, const LotRelease& release) {
  LotReleased out{release.lot};
  const auto gate = lock_gate(tx, release.lot);
  if (release.decision <= gate.decision) return out;
  auto lot = find_lot(tx, release.lot);
  if (lot && lot->blocked > 0) {
    lock_stock(tx, {lot->sku});
    lot = find_lot(tx, release.lot);
    out.released_quantity = lot->blocked;
    const auto matched =
        tx.execute(queries::lot_stock_unblock, {{"sku", lot->sku}, {"lot", lot->lot}, {"quantity", lot->blocked}});
    if (matched != 1) throw std::logic_error("a lot changed under its SKU's lock");
    move_stock(tx, context.random, {{lot->sku, StockEntryKind::unblocked, lot->lot, lot->blocked, 0, std::nullopt}});
    meet_promise(tx, context.random, *find_stock(tx, lot->sku), lot->blocked);
  }
  open_gate(tx, release.lot, release.decision);
  if (lot && gate.blocked) {
    tell_supplier(tx, context, kLotReleased, find_stock(tx, lot->sku)->supplier,
                  {{"lot", lot->lot_number}, {"quantity", out.released_quantity}});
  }
  events::append(tx, context.random,
                 {kLotReleased,
                  "lot",
                  release.lot.str(),
                  gate.version + 1,
                  "traceability",
                  release.reason,
                  {},
                  json::write(out).as_object()});
  return out;
}

RecallReach find_recall_reach(db::Tx& tx, const RecallReachQuery& query) {
  RecallReach out;
  if (!query.lots.empty()) {
    const auto rows = tx.query(queries::recall_reach, {{"lots", db::Value::list_of(query.lots)}});
    out.orders = rows.front().get<std::int64_t>("orders");
    out.buyers = rows.front().get<std::int64_t>("buyers");
  }
  if (!query.recalls.empty() && !query.lots.empty()) {
    const auto rows = tx.query(queries::recall_notice_count, {{"recalls", db::Value::list_of(query.recalls)},
                                                              {"lots", db::Value::list_of(query.lots)}});
    out.orders_told = rows.front().get<std::int64_t>("orders");
    out.buyers_told = rows.front().get<std::int64_t>("buyers");
  }
  return out;
}

std::vector<LotAccount> list_lot_accounts(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<LotAccount> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(queries::lot_account_list, {{"lots", db::Value::list_of(lots)}});
  for (const auto row : rows) {
    out.push_back({row.get<LotId>("lot"), row.get<std::int64_t>("received"), row.get<std::int64_t>("on_hand"),
                   row.get<std::int64_t>("bound"), row.get<std::int64_t>("taken_off")});
  }
  return out;
}

}  // namespace shanhai::orders::store
