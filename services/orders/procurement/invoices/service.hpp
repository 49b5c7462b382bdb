// Fapiao: the buyer asks for one, the supplier records what it issued, and takes it back by a negative one after
// refunds. Purchase volume is not touched by them.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/procurement/invoices/views.hpp"

namespace shanhai::orders {

class Invoices {
 public:
  explicit Invoices(Context& context) : context_(context) {}

  // order_not_found; invalid /orders/0/order_id, /taxpayer_number; conflict invoice_exceeds, with the figures.
  Task<Result<db::Replayable<InvoiceView>>> request(const Command& command, InvoiceBody body, db::IdempotencyKey key);
  Task<Result<InvoicePage>> invoices(const auth::Principal& caller, http::PageQuery query);
  Task<Result<InvoiceView>> invoice(const auth::Principal& caller, InvoiceId id);  // invoice_not_found
  struct Document {
    std::string name, media_type, bytes;
  };
  Task<Result<Document>> document(const auth::Principal& caller, InvoiceId id);  // invoice_file_not_found

  // conflict invoice_state, invoice_number_taken, invoice_exceeds: less may be invoiced by now; invalid /number,
  // /issued_on; unprocessable file_refused.
  Task<Result<db::Replayable<InvoiceView>>> issue(const Command& command, InvoiceId id, IssueBody body,
                                                  db::IdempotencyKey key);
  // The negative fapiao. conflict invoice_state, nothing_to_correct, invoice_number_taken.
  Task<Result<db::Replayable<InvoiceView>>> correct(const Command& command, InvoiceId id, CorrectBody body,
                                                    db::IdempotencyKey key);
  Task<Result<InvoiceView>> refuse(const Command& command, InvoiceId id, std::string reason);  // conflict invoice_state
  Task<Result<InvoiceView>> cancel(const Command& command, InvoiceId id, std::string reason);  // conflict invoice_state

 private:
  Task<Result<InvoiceView>> end(const Command& command, InvoiceId id, InvoiceAction action, std::string reason);
  Task<Result<files::KeptFile>> keep(files::UploadedFile file);

  Context& context_;
};

}  // namespace shanhai::orders
