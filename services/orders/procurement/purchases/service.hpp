// Purchase orders: what was approved becomes an order of the one kind there is, at the quotation's prices.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/placement/quotes.hpp"
#include "services/orders/placement/writer.hpp"
#include "services/orders/procurement/purchases/preparing.hpp"

namespace shanhai::orders {

class Purchases {
 public:
  Purchases(Context& context, identity::Api& identity, Organisations& organisations, QuoteBook& quotes, Writer& writer)
      : context_(context), identity_(identity), organisations_(organisations), quotes_(quotes), writer_(writer) {}

  // Once per quotation, whatever is repeated. forbidden organisation_not_active; proposal_not_found, address_not_found;
  // invalid /deliveries..., /heads, /contract_number; conflict proposal_state, order_in_progress, quotation_lapsed,
  // contract_number_taken, insufficient_stock (the proposal stays approved); unprocessable sku_not_for_sale,
  // gift_cap_missing, gift_cap_exceeded, address_outside_guangdong, idempotency_key_reused. Throws Unavailable: the
  // order may stand; asking again tells.
  Task<Result<db::Replayable<PurchaseView>>> order(const Command& command, ProposalId proposal, PurchaseBody body,
                                                   db::IdempotencyKey key);
  Task<Result<PurchasePage>> purchases(const auth::Principal& caller, http::PageQuery query);
  Task<Result<PurchaseView>> purchase(const auth::Principal& caller, OrderId order);  // order_not_found

 private:
  // The answer that was committed under this key, if any.
  Task<Result<std::optional<PurchaseRef>>> find_earlier(db::IdempotencyKey key);
  Task<Result<std::vector<identity::DeliveryAddress>>> resolve(const Command& command, const PurchaseBody& body);
  Task<Result<Placement>> assemble_placement(const Command& command, const PurchasePlan& plan, const PurchaseBody& body,
                                             const BuyingOrganisation& buyer,
                                             std::vector<identity::DeliveryAddress> addresses);
  // Hands it to the writer; the order's and the group's ids as they stand then.
  Task<Result<std::pair<OrderId, OrderGroupId>>> place(const Command& command, const PurchasePlan& plan,
                                                       const PurchaseBody& body, const BuyingOrganisation& buyer,
                                                       Placement placement);
  Task<Result<db::Replayable<PurchaseView>>> finish(const Command& command, ProposalId proposal,
                                                    std::pair<OrderId, OrderGroupId> placed, db::IdempotencyKey key);

  Context& context_;
  identity::Api& identity_;
  Organisations& organisations_;
  QuoteBook& quotes_;
  Writer& writer_;
};

}  // namespace shanhai::orders
