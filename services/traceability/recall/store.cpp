#include "services/traceability/recall/store.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

std::vector<RecallRow> read_recalls(const db::Rows& rows) {
  std::vector<RecallRow> out;
  for (const auto row : rows) {
    RecallRow recall;
    recall.lot = row.get<LotId>("lot_id");
    recall.origin = row.get<LotId>("origin_lot_id");
    recall.supplier = row.get<OrganisationId>("supplier_id");
    recall.reason = row.get<std::string>("reason");
    recall.actor = row.get<std::string>("actor");
    recall.state = row.get<RecallState>("state");
    recall.requested_at = row.get<Instant>("requested_at");
    recall.blocked_quantity = row.get<std::int64_t>("blocked_quantity");
    recall.attempts = row.get<std::int64_t>("attempts");
    out.push_back(std::move(recall));
  }
  return out;
}

}  // namespace

void insert_recalls(db::Tx& tx, const std::vector<RecallRow>& recalls, Instant next_attempt_at) {
  std::vector<db::Params> rows;
  for (const auto& recall : recalls) {
    const bool confirmed = recall.state == RecallState::confirmed;
    rows.push_back({{"lot", recall.lot},
                    {"origin", recall.origin},
                    {"supplier", recall.supplier},
                    {"reason", recall.reason},
                    {"actor", recall.actor},
                    {"state", recall.state},
                    {"confirmed_at", confirmed ? db::Value(tx.now()) : db::Value(nullptr)}});
  }
  tx.execute_rows(q::insert_recall, rows, {{"next_attempt_at", next_attempt_at}, {"now", tx.now()}});
}

std::vector<RecallRow> list_recalls_of(db::Tx& tx, const std::vector<LotId>& lots, OrganisationId supplier) {
  if (lots.empty()) return {};
  return read_recalls(tx.query(q::list_recalls_of, {{"lots", db::Value::list_of(lots)}, {"supplier", supplier}}));
}

std::vector<RecallRow> list_due_recalls(db::Tx& tx, Instant now, std::int64_t limit) {
  return read_recalls(tx.query(q::list_due_recalls, {{"now", now}, {"limit", limit}}));
}

bool postpone_recall(db::Tx& tx, const RecallRow& row, Instant next_attempt_at) {
  return tx.execute(q::postpone_recall,
                    {{"lot", row.lot}, {"attempts", row.attempts}, {"next_attempt_at", next_attempt_at}}) == 1;
}

bool confirm_recall(db::Tx& tx, LotId lot, std::int64_t blocked_quantity) {
  return tx.execute(q::confirm_recall, {{"lot", lot}, {"blocked_quantity", blocked_quantity}, {"now", tx.now()}}) == 1;
}

void insert_recall_orders(db::Tx& tx, LotId lot, const std::vector<OrderId>& orders) {
  std::vector<db::Params> rows;
  for (const auto& order : orders) rows.push_back({{"order", order}});
  tx.execute_rows(q::insert_recall_order, rows, {{"lot", lot}});
}

std::vector<OrderId> list_recall_orders(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<OrderId> out;
  if (lots.empty()) return out;
  for (const auto row : tx.query(q::list_recall_orders, {{"lots", db::Value::list_of(lots)}}))
    out.push_back(row.get<OrderId>("order_id"));
  return out;
}

std::int64_t count_requested(db::Tx& tx, LotId origin) {
  return tx.query(q::count_requested_recalls, {{"origin", origin}}).front().get<std::int64_t>("requested");
}

}  // namespace shanhai::traceability::store
