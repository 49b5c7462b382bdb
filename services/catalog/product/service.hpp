// Listing: drafts, published versions, withdrawal; and the loop that withdraws what a licence no longer covers.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/catalog/product/store.hpp"

namespace shanhai::catalog {

class ProductService {
 public:
  // `policy`: settings catalog.review.
  ProductService(db::Database& database, events::Sequencer& sequencer, Random& random,
                 ReviewPolicy policy = ReviewPolicy::none)
      : database_(database), sequencer_(sequencer), random_(random), policy_(policy) {}

  // A draft with SKU ids and GTINs. invalid: its grammar; unprocessable: listing_refused, with the gate at each wrong
  // place; conflict: supplier_not_approved, gtin_taken.
  Task<Result<ProductView>> create(auth::Principal caller, ProductContent content);
  // Replaces the draft; SKUs keep their identity by sku_id. precondition_failed: `version` is not the newest.
  Task<Result<ProductView>> edit(auth::Principal caller, ProductId id, std::int64_t version, ProductContent content);
  // Makes the draft the next version. Publishing what is on sale already changes nothing. conflict: review_required
  // (the policy asks for a review, and this draft was not approved).
  Task<Result<ProductView>> publish(auth::Principal caller, ProductId id, std::string reason, std::string trace_id);
  Task<Result<ProductView>> withdraw(auth::Principal caller, ProductId id, std::string reason, std::string trace_id);
  Task<Result<ProductView>> get(auth::Principal caller, ProductId id);
  Task<Result<ProductPage>> list(auth::Principal caller, ProductQuery query);
  // The 14 digits of one's own SKU, whether it is published or not. not_found: product, sku.
  Task<Result<std::string>> gtin_of(auth::Principal caller, ProductId id, SkuId sku);

  // Withdraws listings of suppliers whose licences have ended; gives how many.
  Task<std::int64_t> withdraw_lapsed();

 private:
  Result<ProductView> write_new(db::Tx& tx, OrganisationId supplier, ProductContent content, const std::string& actor);
  Result<ProductView> write_edit(db::Tx& tx, OrganisationId supplier, ProductId id, std::int64_t version,
                                 ProductContent content, const std::string& actor);
  Result<ProductView> write_version(db::Tx& tx, OrganisationId supplier, ProductId id, const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  Random& random_;
  const ReviewPolicy policy_;
};

}  // namespace shanhai::catalog
