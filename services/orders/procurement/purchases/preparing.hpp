// What an order of an approved proposal needs before and after the order writer has it, each in one transaction.
#pragma once

#include <map>

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/placement/placement.hpp"
#include "services/orders/procurement/buyers.hpp"
#include "services/orders/procurement/purchases/views.hpp"

namespace shanhai::orders {

// What was approved; nothing of it changes any more.
struct PurchasePlan {
  ProposalRow proposal;
  QuotationRow quotation;
  std::vector<QuotationLineRow> lines;            // those that are taken
  std::map<std::int64_t, std::string> divisions;  // where the request wants them
  std::optional<OrderId> placed;                  // an order of it stands already
};

// proposal_not_found; conflict proposal_state.
Result<PurchasePlan> read_plan(db::Tx& tx, ProposalId id, BuyerId buyer);

// The deliveries come to exactly what was approved, and go where the request wanted it. All wrong places at once.
Result<void> check_purchase(const PurchaseBody& body, const PurchasePlan& plan,
                            const std::vector<identity::DeliveryAddress>& addresses);

// Begins an attempt: nobody else tries for a minute, the cap and the contract number are taken. conflict
// proposal_state, order_in_progress, quotation_lapsed, contract_number_taken; unprocessable gift_cap_missing,
// gift_cap_exceeded. Gives the proposal's version, which names the attempt.
Result<std::int64_t> begin_purchase(db::Tx& tx, Random& random, const Command& command, const PurchasePlan& plan,
                                    const PurchaseBody& body, const BuyingOrganisation& buyer,
                                    const Placement& placement);
// The writer refused: the proposal stays approved. Nothing where another attempt has begun since.
Result<void> give_up_purchase(db::Tx& tx, Random& random, const Command& command, ProposalId id, std::int64_t attempt,
                              const std::string& code);
// The order stands.
Result<PurchaseRef> finish_purchase(db::Tx& tx, Context& context, const Command& command, ProposalId id, OrderId order,
                                    OrderGroupId group);

}  // namespace shanhai::orders
