#include "services/traceability/recall/store.hpp"

#include <algorithm>
#include <stdexcept>

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
    recall.decision = row.get<std::int64_t>("decision");
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
                    {"decision", recall.decision},
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
  return tx.execute(q::postpone_recall, {{"lot", row.lot},
                                         {"decision", row.decision},
                                         {"attempts", row.attempts},
                                         {"next_attempt_at", next_attempt_at}}) == 1;
}

bool confirm_recall(db::Tx& tx, const RecallRow& row, std::int64_t blocked_quantity) {
  return tx.execute(q::confirm_recall, {{"lot", row.lot},
                                        {"decision", row.decision},
                                        {"blocked_quantity", blocked_quantity},
                                        {"now", tx.now()}}) == 1;
}

void ask_recalled(db::Tx& tx, LotId lot, const std::string& reason, const std::string& actor) {
  tx.execute(q::ask_recalled, {{"lot", lot}, {"reason", reason}, {"actor", actor}, {"now", tx.now()}});
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

std::vector<LotId> list_recalls_by_test(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<LotId> out;
  if (lots.empty()) return out;
  for (const auto row : tx.query(q::list_recalls_by_test, {{"lots", db::Value::list_of(lots)}}))
    out.push_back(row.get<LotId>("lot_id"));
  return out;
}

void lift_recalls(db::Tx& tx, const std::vector<LotRow>& lots, const std::vector<RecallRow>& recalls,
                  const std::string& reason, const std::string& actor) {
  std::vector<db::Params> rows;
  std::vector<LotId> ids;
  for (const auto& lot : lots) {
    const auto recall = std::find_if(recalls.begin(), recalls.end(), [&](const auto& r) { return r.lot == lot.id; });
    if (recall == recalls.end()) throw std::logic_error("a recalled lot has no recall");
    const bool packed = lot.kind == LotKind::packed;
    ids.push_back(lot.id);
    rows.push_back({{"lot", lot.id},
                    {"decision", lot.version},
                    {"origin", recall->origin},
                    {"supplier", recall->supplier},
                    {"recall_reason", recall->reason},
                    {"recalled_at", recall->requested_at},
                    {"blocked_quantity", recall->blocked_quantity},
                    {"state", packed ? RecallState::requested : RecallState::confirmed},
                    {"confirmed_at", packed ? db::Value(nullptr) : db::Value(tx.now())}});
  }
  tx.execute_rows(q::insert_recall_lift, rows, {{"reason", reason}, {"actor", actor}, {"now", tx.now()}});
  tx.execute(q::delete_recalls, {{"lots", db::Value::list_of(ids)}});
}

std::vector<LiftRow> list_due_lifts(db::Tx& tx, std::int64_t limit) {
  std::vector<LiftRow> out;
  for (const auto row : tx.query(q::list_due_lifts, {{"now", tx.now()}, {"limit", limit}})) {
    out.push_back({row.get<LotId>("lot_id"), row.get<std::int64_t>("decision"), row.get<std::string>("reason"),
                   row.get<std::int64_t>("attempts")});
  }
  return out;
}

bool confirm_lift(db::Tx& tx, const LiftRow& row, std::int64_t released_quantity) {
  return tx.execute(
             q::confirm_lift,
             {{"lot", row.lot}, {"decision", row.decision}, {"quantity", released_quantity}, {"now", tx.now()}}) == 1;
}

bool postpone_lift(db::Tx& tx, const LiftRow& row, Instant next_attempt_at) {
  return tx.execute(q::postpone_lift, {{"lot", row.lot},
                                       {"decision", row.decision},
                                       {"attempts", row.attempts},
                                       {"next_attempt_at", next_attempt_at}}) == 1;
}

}  // namespace shanhai::traceability::store
