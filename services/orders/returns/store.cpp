#include "services/orders/returns/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

ReturnRow read_return(const db::Row& row) {
  ReturnRow out;
  out.id = row.get<ReturnId>("id");
  out.order = row.get<OrderId>("order_id");
  out.buyer = row.get<BuyerId>("buyer");
  out.supplier = row.get<OrganisationId>("supplier");
  out.kind = row.get<ReturnKind>("kind");
  out.state = row.get<ReturnState>("state");
  out.reason = row.get<std::string>("reason");
  out.decision_reason = row.get<std::string>("decision_reason");
  out.refund_amount = row.get<Money>("refund_fen");
  out.refund = row.find<RefundId>("refund_id");
  out.restocked = row.find<bool>("restocked");
  out.requested_at = row.get<Instant>("requested_at");
  out.decided_at = row.find<Instant>("decided_at");
  out.received_at = row.find<Instant>("received_at");
  return out;
}

}  // namespace

void insert_return(db::Tx& tx, const ReturnRow& row, const std::vector<ReturnLineRow>& lines) {
  tx.execute(queries::return_insert, {{"id", row.id},
                                      {"order_id", row.order},
                                      {"buyer", row.buyer},
                                      {"supplier", row.supplier},
                                      {"kind", row.kind},
                                      {"state", row.state},
                                      {"reason", row.reason},
                                      {"refund_fen", row.refund_amount},
                                      {"now", row.requested_at}});
  std::vector<db::Params> rows;
  for (const auto& line : lines) {
    rows.push_back(
        {{"return_id", row.id}, {"line_id", line.line}, {"quantity", line.quantity}, {"refund_fen", line.amount}});
  }
  tx.execute_rows(queries::return_line_insert, rows);
}

Result<ReturnRow> get_return(db::Tx& tx, ReturnId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::return_find, {{"id", id}, {"buyer", scope.buyer}, {"supplier", scope.supplier}});
  if (rows.empty()) return Error::not_found("return");
  return read_return(rows.front());
}

std::vector<ReturnRow> list_returns(db::Tx& tx, const OrderScope& scope, ReturnId before, std::int64_t limit) {
  const auto rows = [&] {
    if (scope.supplier) {
      return tx.query(queries::return_list_of_supplier,
                      {{"supplier", *scope.supplier}, {"before", before}, {"limit", limit}});
    }
    if (scope.buyer)
      return tx.query(queries::return_list_of_buyer, {{"buyer", *scope.buyer}, {"before", before}, {"limit", limit}});
    return tx.query(queries::return_list, {{"before", before}, {"limit", limit}});
  }();
  std::vector<ReturnRow> out;
  for (const auto row : rows) out.push_back(read_return(row));
  return out;
}

std::vector<ReturnLineRow> list_return_lines(db::Tx& tx, const std::vector<ReturnId>& returns) {
  std::vector<ReturnLineRow> out;
  if (returns.empty()) return out;
  const auto rows = tx.query(queries::return_line_list, {{"returns", db::Value::list_of(returns)}});
  for (const auto row : rows) {
    out.push_back({row.get<ReturnId>("return_id"), row.get<OrderLineId>("line_id"), row.get<std::int64_t>("quantity"),
                   row.get<Money>("refund_fen")});
  }
  return out;
}

void update_return(db::Tx& tx, const ReturnRow& row, ReturnState old_state) {
  const auto matched = tx.execute(queries::return_update, {{"state", row.state},
                                                           {"decision_reason", row.decision_reason},
                                                           {"refund_id", row.refund},
                                                           {"restocked", row.restocked},
                                                           {"decided_at", row.decided_at},
                                                           {"received_at", row.received_at},
                                                           {"id", row.id},
                                                           {"old_state", old_state}});
  if (matched != 1) throw std::logic_error("a return was changed without its order's lock");
}

}  // namespace shanhai::orders::store
