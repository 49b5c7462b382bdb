#include "services/orders/procurement/invoices/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

InvoiceRow read_invoice(const db::Row& row) {
  InvoiceRow out;
  out.id = row.get<InvoiceId>("id");
  out.buyer = row.get<BuyerId>("buyer");
  out.buyer_account = row.get<AccountId>("buyer_account");
  out.supplier = row.get<OrganisationId>("supplier");
  out.kind = row.get<InvoiceKind>("kind");
  out.state = row.get<InvoiceState>("state");
  out.title = row.get<std::string>("title");
  out.taxpayer_number = row.get<std::string>("taxpayer_number");
  out.amount = row.get<Money>("amount_fen");
  out.corrects = row.find<InvoiceId>("corrects");
  out.correction_reason = row.find<RedLetterReason>("correction_reason");
  out.number = row.find<std::string>("number");
  out.issued_on = row.find<Date>("issued_on");
  out.document_name = row.get<std::string>("document_name");
  out.media_type = row.get<std::string>("media_type");
  out.size_bytes = row.get<std::int64_t>("size_bytes");
  out.sha256 = row.get<std::string>("sha256");
  out.end_reason = row.get<std::string>("end_reason");
  out.requested_at = row.get<Instant>("requested_at");
  out.due_at = row.get<Instant>("due_at");
  out.decided_at = row.find<Instant>("decided_at");
  out.version = row.get<std::int64_t>("version");
  return out;
}

std::vector<InvoiceRow> read_invoices(const db::Rows& rows) {
  std::vector<InvoiceRow> out;
  for (const auto row : rows) out.push_back(read_invoice(row));
  return out;
}

db::Params changeable(const InvoiceRow& row) {
  return {{"id", row.id},
          {"state", row.state},
          {"number", row.number},
          {"issued_on", row.issued_on},
          {"document_name", row.document_name},
          {"media_type", row.media_type},
          {"size_bytes", row.size_bytes},
          {"sha256", row.sha256},
          {"end_reason", row.end_reason},
          {"decided_at", row.decided_at},
          {"version", row.version}};
}

}  // namespace

void insert_invoice(db::Tx& tx, const InvoiceRow& row, const std::vector<InvoiceOrderRow>& orders) {
  auto params = changeable(row);
  params.insert(params.end(), {{"buyer", row.buyer},
                               {"buyer_account", row.buyer_account},
                               {"supplier", row.supplier},
                               {"kind", row.kind},
                               {"title", row.title},
                               {"taxpayer_number", row.taxpayer_number},
                               {"amount_fen", row.amount},
                               {"corrects", row.corrects},
                               {"correction_reason", row.correction_reason},
                               {"requested_at", row.requested_at},
                               {"due_at", row.due_at}});
  tx.execute(queries::invoice_insert, params);
  std::vector<db::Params> rows;
  for (const auto& order : orders) {
    rows.push_back({{"invoice_id", row.id}, {"order_id", order.order}, {"amount_fen", order.amount}});
  }
  tx.execute_rows(queries::invoice_order_insert, rows);
}

Result<InvoiceRow> get_invoice(db::Tx& tx, InvoiceId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::invoice_find, {{"id", id}, {"buyer", scope.buyer}, {"supplier", scope.supplier}});
  if (rows.empty()) return Error::not_found("invoice");
  return read_invoice(rows.front());
}

std::vector<InvoiceRow> list_invoices(db::Tx& tx, const OrderScope& scope, InvoiceId before, std::int64_t limit) {
  if (scope.supplier) {
    return read_invoices(tx.query(queries::invoice_list_of_supplier,
                                  {{"supplier", *scope.supplier}, {"before", before}, {"limit", limit}}));
  }
  if (scope.buyer) {
    return read_invoices(
        tx.query(queries::invoice_list_of_buyer, {{"buyer", *scope.buyer}, {"before", before}, {"limit", limit}}));
  }
  return read_invoices(tx.query(queries::invoice_list, {{"before", before}, {"limit", limit}}));
}

std::vector<InvoiceRow> list_corrections(db::Tx& tx, const std::vector<InvoiceId>& originals) {
  if (originals.empty()) return {};
  return read_invoices(tx.query(queries::invoice_list_corrections, {{"originals", db::Value::list_of(originals)}}));
}

std::vector<InvoiceOrderRow> list_invoice_orders(db::Tx& tx, const std::vector<InvoiceId>& invoices) {
  std::vector<InvoiceOrderRow> out;
  if (invoices.empty()) return out;
  const auto rows = tx.query(queries::invoice_order_list, {{"invoices", db::Value::list_of(invoices)}});
  for (const auto row : rows) {
    out.push_back({row.get<InvoiceId>("invoice_id"), row.get<OrderId>("order_id"), row.get<Money>("amount_fen")});
  }
  return out;
}

std::map<OrderId, InvoicedSum> sum_invoiced(db::Tx& tx, const std::vector<OrderId>& orders) {
  std::map<OrderId, InvoicedSum> out;
  if (orders.empty()) return out;
  const auto rows = tx.query(queries::invoice_order_sums, {{"orders", db::Value::list_of(orders)}});
  for (const auto row : rows) {
    out[row.get<OrderId>("order_id")] = {row.get<Money>("issued_fen"), row.get<Money>("asked_fen")};
  }
  return out;
}

bool take_number(db::Tx& tx, const std::string& number, InvoiceId invoice) {
  return tx.try_insert(queries::invoice_number_insert, {{"number", number}, {"invoice_id", invoice}});
}

void update_invoice(db::Tx& tx, const InvoiceRow& row) {
  if (tx.execute(queries::invoice_update, changeable(row)) != 1) {
    throw std::logic_error("an invoice was changed without the locks of its orders");
  }
}

}  // namespace shanhai::orders::store
