// Fapiao and the orders they are for. Whoever adds one or changes one holds the rows of its orders.
#pragma once

#include <map>

#include "common/db/transaction.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders::store {

void insert_invoice(db::Tx& tx, const InvoiceRow& row, const std::vector<InvoiceOrderRow>& orders);
Result<InvoiceRow> get_invoice(db::Tx& tx, InvoiceId id, const OrderScope& scope);  // invoice_not_found
// Newest first, those with an id before `before`.
std::vector<InvoiceRow> list_invoices(db::Tx& tx, const OrderScope& scope, InvoiceId before, std::int64_t limit);
std::vector<InvoiceRow> list_corrections(db::Tx& tx, const std::vector<InvoiceId>& originals);
std::vector<InvoiceOrderRow> list_invoice_orders(db::Tx& tx, const std::vector<InvoiceId>& invoices);

struct InvoicedSum {
  Money issued, asked;  // asked: issued, and requests that wait
};
// Corrections subtracted; orders without an invoice are left out.
std::map<OrderId, InvoicedSum> sum_invoiced(db::Tx& tx, const std::vector<OrderId>& orders);

// False: another fapiao has the number.
bool take_number(db::Tx& tx, const std::string& number, InvoiceId invoice);
// `row.version` is the new one, one more than before.
void update_invoice(db::Tx& tx, const InvoiceRow& row);

}  // namespace shanhai::orders::store
