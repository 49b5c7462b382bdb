#include "services/orders/returns/store.hpp"

#include <stdexcept>

#include "common/base/encoding.hpp"
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
  out.remedy = row.get<ReturnRemedy>("remedy");
  out.state = row.get<ReturnState>("state");
  out.freight_payer = row.get<FreightPayer>("freight_payer");
  out.reason = row.get<std::string>("reason");
  out.decision_reason = row.get<std::string>("decision_reason");
  out.dispute_reason = row.get<std::string>("dispute_reason");
  out.ruling_reason = row.get<std::string>("ruling_reason");
  out.refund_amount = row.get<Money>("refund_fen");
  out.refund = row.find<RefundId>("refund_id");
  out.restocked = row.find<bool>("restocked");
  out.reserved = row.get<bool>("reserved");
  out.goods_back = row.get<bool>("goods_back");
  out.is_final = row.get<bool>("is_final");
  out.disputed_by = row.find<ReturnParty>("disputed_by");
  out.requested_at = row.get<Instant>("requested_at");
  out.decided_at = row.find<Instant>("decided_at");
  out.sent_at = row.find<Instant>("sent_at");
  out.arrived_at = row.find<Instant>("arrived_at");
  out.received_at = row.find<Instant>("received_at");
  out.closed_at = row.find<Instant>("closed_at");
  out.due_at = row.find<Instant>("due_at");
  return out;
}

std::vector<ReturnRow> read_all(const db::Rows& rows) {
  std::vector<ReturnRow> out;
  for (const auto row : rows) out.push_back(read_return(row));
  return out;
}

// The catalog's word for it; perishable is a mark of its own.
ReturnExemption exemption_of(const db::Row& row) {
  if (row.get<bool>("fresh")) return ReturnExemption::perishable;
  switch (row.get<catalog::ReturnTerms>("return_terms")) {
    case catalog::ReturnTerms::custom_made:
      return ReturnExemption::custom_made;
    case catalog::ReturnTerms::if_not_confirmed:
      return ReturnExemption::on_confirmation;
    case catalog::ReturnTerms::seven_days:
      break;
  }
  return ReturnExemption::none;
}

}  // namespace

void insert_return(db::Tx& tx, const ReturnRow& row, const std::vector<ReturnLineRow>& lines) {
  tx.execute(queries::return_insert, {{"id", row.id},
                                      {"order_id", row.order},
                                      {"buyer", row.buyer},
                                      {"supplier", row.supplier},
                                      {"kind", row.kind},
                                      {"remedy", row.remedy},
                                      {"state", row.state},
                                      {"freight_payer", row.freight_payer},
                                      {"reason", row.reason},
                                      {"refund_fen", row.refund_amount},
                                      {"due_at", row.due_at},
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

std::vector<ReturnRow> list_returns(db::Tx& tx, const OrderScope& scope, std::optional<ReturnState> state,
                                    ReturnId before, std::int64_t limit) {
  if (scope.supplier) {
    return read_all(tx.query(queries::return_list_of_supplier,
                             {{"supplier", *scope.supplier}, {"state", state}, {"before", before}, {"limit", limit}}));
  }
  if (scope.buyer) {
    return read_all(tx.query(queries::return_list_of_buyer,
                             {{"buyer", *scope.buyer}, {"state", state}, {"before", before}, {"limit", limit}}));
  }
  if (state) {
    return read_all(tx.query(queries::return_list_of_state, {{"state", *state}, {"before", before}, {"limit", limit}}));
  }
  return read_all(tx.query(queries::return_list, {{"before", before}, {"limit", limit}}));
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

std::vector<ReturnRow> list_returns_of_order(db::Tx& tx, OrderId order) {
  return read_all(tx.query(queries::return_list_of_order, {{"order_id", order}}));
}

std::vector<ReturnId> list_returns_due(db::Tx& tx, std::string_view loop, std::int64_t limit) {
  std::vector<ReturnId> out;
  const auto rows = tx.query(queries::return_list_due, {{"loop", loop}, {"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<ReturnId>("id"));
  return out;
}

void update_return(db::Tx& tx, const ReturnRow& row, ReturnState old_state) {
  const auto matched = tx.execute(queries::return_update, {{"remedy", row.remedy},
                                                           {"refund_fen", row.refund_amount},
                                                           {"state", row.state},
                                                           {"decision_reason", row.decision_reason},
                                                           {"dispute_reason", row.dispute_reason},
                                                           {"ruling_reason", row.ruling_reason},
                                                           {"refund_id", row.refund},
                                                           {"restocked", row.restocked},
                                                           {"reserved", row.reserved},
                                                           {"goods_back", row.goods_back},
                                                           {"is_final", row.is_final},
                                                           {"disputed_by", row.disputed_by},
                                                           {"decided_at", row.decided_at},
                                                           {"sent_at", row.sent_at},
                                                           {"arrived_at", row.arrived_at},
                                                           {"received_at", row.received_at},
                                                           {"closed_at", row.closed_at},
                                                           {"due_at", row.due_at},
                                                           {"id", row.id},
                                                           {"old_state", old_state}});
  if (matched != 1) throw std::logic_error("a return was changed without its order's lock");
}

void reprice_lines(db::Tx& tx, ReturnId id, const std::vector<ReturnLineRow>& lines) {
  std::vector<db::Params> rows;
  for (const auto& line : lines) {
    rows.push_back({{"line_id", line.line}, {"refund_fen", line.amount}});
  }
  const auto matched = tx.execute_rows(queries::return_line_reprice, rows, {{"return_id", id}});
  if (matched != rows.size()) throw std::logic_error("a line of a return is not there");
}

std::map<OrderLineId, ReturnExemption> list_exemptions(db::Tx& tx, OrderId order) {
  std::map<OrderLineId, ReturnExemption> out;
  const auto rows = tx.query(queries::return_terms_of_order, {{"order_id", order}});
  for (const auto row : rows) out.emplace(row.get<OrderLineId>("id"), exemption_of(row));
  return out;
}

void insert_return_parcel(db::Tx& tx, const ReturnParcelRow& row) {
  tx.execute(queries::return_parcel_insert, {{"return_id", row.return_id},
                                             {"direction", row.direction},
                                             {"parcel", row.parcel},
                                             {"carrier", row.carrier},
                                             {"tracking_number", row.tracking_number},
                                             {"sent_at", row.sent_at}});
}

std::vector<ReturnParcelRow> list_return_parcels(db::Tx& tx, const std::vector<ReturnId>& returns) {
  std::vector<ReturnParcelRow> out;
  if (returns.empty()) return out;
  const auto rows = tx.query(queries::return_parcel_list, {{"returns", db::Value::list_of(returns)}});
  for (const auto row : rows) {
    out.push_back({row.get<ReturnId>("return_id"), row.get<ParcelDirection>("direction"), row.find<ParcelId>("parcel"),
                   row.get<std::string>("carrier"), row.get<std::string>("tracking_number"),
                   row.get<Instant>("sent_at")});
  }
  return out;
}

void insert_return_lots(db::Tx& tx, const std::vector<ReturnLotRow>& lots) {
  std::vector<db::Params> rows;
  for (const auto& lot : lots) {
    rows.push_back({{"order_id", lot.order},
                    {"return_id", lot.return_id},
                    {"line_id", lot.line},
                    {"parcel_id", lot.parcel},
                    {"lot", lot.lot},
                    {"restocked", lot.restocked},
                    {"scrapped", lot.scrapped},
                    {"now", tx.now()}});
  }
  tx.execute_rows(queries::return_lot_insert, rows);
}

std::vector<ReturnLotRow> list_return_lots(db::Tx& tx, OrderId order) {
  std::vector<ReturnLotRow> out;
  const auto rows = tx.query(queries::return_lot_list, {{"order_id", order}});
  for (const auto row : rows) {
    out.push_back({row.get<OrderId>("order_id"), row.get<ReturnId>("return_id"), row.get<OrderLineId>("line_id"),
                   row.get<ParcelId>("parcel_id"), row.get<LotId>("lot"), row.get<std::int64_t>("restocked"),
                   row.get<std::int64_t>("scrapped")});
  }
  return out;
}

void insert_evidence(db::Tx& tx, const std::vector<EvidenceRow>& files) {
  std::vector<db::Params> rows;
  for (const auto& file : files) {
    rows.push_back({{"return_id", file.return_id},
                    {"id", file.id},
                    {"party", file.party},
                    {"actor", file.actor},
                    {"sha256", db::Bytes{from_hex(file.sha256).value()}},
                    {"size_bytes", file.size_bytes},
                    {"media_type", file.media_type},
                    {"document_name", file.document_name},
                    {"added_at", file.added_at}});
  }
  tx.execute_rows(queries::return_evidence_insert, rows);
}

std::vector<EvidenceRow> list_evidence(db::Tx& tx, const std::vector<ReturnId>& returns) {
  std::vector<EvidenceRow> out;
  if (returns.empty()) return out;
  const auto rows = tx.query(queries::return_evidence_list, {{"returns", db::Value::list_of(returns)}});
  for (const auto row : rows) {
    EvidenceRow file;
    file.return_id = row.get<ReturnId>("return_id");
    file.id = row.get<FileId>("id");
    file.party = row.get<ReturnParty>("party");
    file.actor = row.get<std::string>("actor");
    file.document_name = row.get<std::string>("document_name");
    file.media_type = row.get<std::string>("media_type");
    file.sha256 = to_hex(row.get<db::Bytes>("sha256").value);
    file.size_bytes = row.get<std::int64_t>("size_bytes");
    file.added_at = row.get<Instant>("added_at");
    out.push_back(std::move(file));
  }
  return out;
}

}  // namespace shanhai::orders::store
