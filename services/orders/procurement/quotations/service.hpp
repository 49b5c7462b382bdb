// Quotations: a supplier answers a request with its own goods at prices that stay as they are; it may answer anew until
// the deadline, and sees no answer but its own.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/procurement/quotations/views.hpp"

namespace shanhai::orders {

class Quotations {
 public:
  explicit Quotations(Context& context) : context_(context) {}

  // The first answer, or a new revision of it. rfq_not_found; conflict rfq_state: no quotation is taken any more,
  // quotation_state; invalid /lines/0/sku_id, /valid_until, ...
  Task<Result<db::Replayable<QuotationView>>> submit(const Command& command, RfqId rfq, QuotationBody body,
                                                     db::IdempotencyKey key);
  // Those of a request that the caller may read. rfq_not_found.
  Task<Result<QuotationPage>> of_rfq(const auth::Principal& caller, RfqId rfq, http::PageQuery query);
  Task<Result<QuotationPage>> quotations(const auth::Principal& supplier, http::PageQuery query);  // its own
  Task<Result<QuotationView>> quotation(const auth::Principal& caller, QuotationId id);  // quotation_not_found
  // conflict quotation_state: it was accepted, or withdrawn before.
  Task<Result<QuotationView>> withdraw(const Command& command, QuotationId id, std::string reason);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
