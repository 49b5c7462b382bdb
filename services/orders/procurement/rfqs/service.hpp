// Requests for quotation: a buying organisation publishes one to suppliers it names, or to all approved ones; it ends
// by its deadline, by the buyer, or by what is bought on it.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/procurement/buyers.hpp"
#include "services/orders/procurement/rfqs/views.hpp"

namespace shanhai::orders {

class Rfqs {
 public:
  Rfqs(Context& context, Organisations& organisations) : context_(context), organisations_(organisations) {}

  // forbidden organisation_not_active; invalid: every wrong place, /lines/0/sku_id, /suppliers/1, ...
  Task<Result<db::Replayable<RfqView>>> publish(const Command& command, RfqBody body, db::IdempotencyKey key);
  Task<Result<RfqPage>> rfqs(const auth::Principal& caller, http::PageQuery query);
  Task<Result<RfqView>> rfq(const auth::Principal& caller, RfqId id);  // rfq_not_found
  // conflict rfq_state; rfq_sealed: sealed quotations are not opened before their deadline.
  Task<Result<RfqView>> close(const Command& command, RfqId id, std::string reason);
  Task<Result<RfqView>> withdraw(const Command& command, RfqId id, std::string reason);

 private:
  Task<Result<RfqView>> end(const Command& command, RfqId id, RfqAction action, std::string reason);

  Context& context_;
  Organisations& organisations_;
};

}  // namespace shanhai::orders
