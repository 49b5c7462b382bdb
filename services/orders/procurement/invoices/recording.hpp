// What is done to fapiao, each in one transaction under the rows of the orders they are for.
#pragma once

#include "services/orders/commands.hpp"
#include "services/orders/procurement/invoices/views.hpp"

namespace shanhai::orders {

// Errors as Invoices::request().
Result<InvoiceRef> request_invoice(db::Tx& tx, Context& context, const Command& command, const InvoiceBody& body);
// Errors as Invoices::issue().
Result<InvoiceRef> issue_invoice(db::Tx& tx, Context& context, const Command& command, InvoiceId id,
                                 const IssueBody& body, const files::KeptFile& file);
// Errors as Invoices::correct(). Gives the correction.
Result<InvoiceRef> correct_invoice(db::Tx& tx, Context& context, const Command& command, InvoiceId id,
                                   const CorrectBody& body, const files::KeptFile& file);
// By the supplier (refuse) or the buyer (cancel). invoice_not_found; conflict invoice_state.
Result<void> end_invoice(db::Tx& tx, Context& context, const Command& command, InvoiceId id, InvoiceAction action,
                         const std::string& reason);

}  // namespace shanhai::orders
