// What suppliers say of their carriage and promotions.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/pricing/book.hpp"

namespace shanhai::orders {

class Terms {
 public:
  explicit Terms(Context& context) : context_(context), book_(context) {}

  // A new version of the caller's terms of carriage. invalid: too_soon (it begins before `terms_lead` from now), wrong
  // regions; conflict freight_terms_exist (one begins at that instant), too_many_announced.
  Task<Result<db::Replayable<FreightTermsView>>> set_freight(const Command& command, FreightTermsBody body,
                                                             db::IdempotencyKey key);
  Task<Result<FreightTermsPage>> freight(const auth::Principal& caller, http::PageQuery query);

  // invalid: too_soon, amounts or times that make no sense; conflict too_many_announced.
  Task<Result<db::Replayable<PromotionView>>> announce(const Command& command, PromotionBody body,
                                                       db::IdempotencyKey key);
  Task<Result<PromotionPage>> promotions(const auth::Principal& caller, http::PageQuery query);
  // Ends it `terms_lead` from now. promotion_not_found; conflict promotion_over: it ends before that anyway.
  Task<Result<PromotionView>> end(const Command& command, PromotionId id);

  Task<Result<StorefrontTerms>> storefront(OrganisationId supplier);

  TermsBook& book() { return book_; }

 private:
  Context& context_;
  TermsBook book_;
};

}  // namespace shanhai::orders
