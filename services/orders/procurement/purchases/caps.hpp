// Caps of gift packs per head and calendar year: what a union may spend on each of its members. Unused money is not
// carried over: the year ends on 31 December.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/procurement/buyers.hpp"
#include "services/orders/procurement/purchases/views.hpp"

namespace shanhai::orders {

// The cap that holds: the most specific one of the union's region, and the union's own where that is lower. nullopt:
// nobody entered one.
std::optional<Money> cap_of(db::Tx& tx, const BuyingOrganisation& buyer, int year);

// Under the unit's row of the year. unprocessable gift_cap_missing, gift_cap_exceeded with the figures.
Result<void> check_gift_cap(db::Tx& tx, const BuyingOrganisation& buyer, Money total, std::int64_t heads,
                            ProposalId proposal);

class GiftCaps {
 public:
  GiftCaps(Context& context, Organisations& organisations) : context_(context), organisations_(organisations) {}

  // By the operator for a region, by a union's administrator for the union. forbidden administrator_required,
  // not_a_union; invalid /region, /year, /cap_per_head.
  Task<Result<db::Replayable<GiftCapView>>> enter(const Command& command, GiftCapBody body, db::IdempotencyKey key);
  Task<Result<GiftCapPage>> caps(const auth::Principal& caller, http::PageQuery query);

 private:
  Context& context_;
  Organisations& organisations_;
};

}  // namespace shanhai::orders
