#include "services/traceability/sale/store.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

TransferRow read_transfer(const db::Row& row) {
  TransferRow out;
  out.id = row.get<TransferId>("id");
  out.supplier = row.get<OrganisationId>("supplier_id");
  out.lot = row.get<LotId>("lot_id");
  out.sku = row.get<SkuId>("sku_id");
  out.quantity = row.get<std::int64_t>("quantity");
  out.state = row.get<TransferState>("state");
  out.actor = row.get<std::string>("actor");
  out.attempts = row.get<std::int64_t>("attempts");
  out.next_attempt_at = row.get<Instant>("next_attempt_at");
  return out;
}

}  // namespace

void insert_transfer(db::Tx& tx, const TransferRow& row) {
  tx.execute(q::insert_transfer, {{"id", row.id},
                                  {"supplier", row.supplier},
                                  {"lot", row.lot},
                                  {"sku", row.sku},
                                  {"quantity", row.quantity},
                                  {"actor", row.actor},
                                  {"next_attempt_at", row.next_attempt_at},
                                  {"now", tx.now()}});
}

std::optional<TransferRow> find_transfer(db::Tx& tx, TransferId id, OrganisationId supplier) {
  const auto rows = tx.query(q::find_transfer, {{"id", id}, {"supplier", supplier}});
  if (rows.empty()) return std::nullopt;
  return read_transfer(rows.front());
}

std::vector<TransferRow> list_due_transfers(db::Tx& tx, Instant now, std::int64_t limit) {
  std::vector<TransferRow> out;
  const auto rows = tx.query(q::list_due_transfers, {{"now", now}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_transfer(row));
  return out;
}

bool postpone_transfer(db::Tx& tx, const TransferRow& row, Instant next_attempt_at, std::string_view failure) {
  return tx.execute(q::postpone_transfer, {{"id", row.id},
                                           {"attempts", row.attempts},
                                           {"next_attempt_at", next_attempt_at},
                                           {"failure", failure}}) == 1;
}

bool settle_transfer(db::Tx& tx, TransferId id, TransferState state, std::string_view failure) {
  return tx.execute(q::settle_transfer, {{"id", id}, {"state", state}, {"failure", failure}, {"now", tx.now()}}) == 1;
}

}  // namespace shanhai::traceability::store
