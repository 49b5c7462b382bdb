// One published product as the storefront serves and finds it: written once, shared by every snapshot it appears in.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "services/catalog/references/references.hpp"
#include "services/catalog/storefront/api.hpp"
#include "services/catalog/storefront/store.hpp"
#include "services/catalog/storefront/words.hpp"

namespace shanhai::catalog {

struct Document {
  ProductId id;
  std::int64_t version = 0;
  // Columns, for filters and sorts.
  OrganisationId supplier;
  Category category = Category::agricultural;
  std::string county, prefecture;  // of production
  bool certified = false, consumers_may_buy = true;
  std::optional<Mark> mark;
  Money price_from;
  Instant first_published_at{};  // later versions are the same product: it is not new again
  std::int32_t quality = 0;      // quality_of()
  std::int64_t units_sold = 0, rating_rank = 0;
  bool sample = false;
  std::optional<UnitOffer> offer;  // and what it is held against
  std::optional<PriceReference> reference;
  std::string title;  // the name as it is written
  // What is searched besides the supplier's name and the place.
  Words name, name_en;
  // Serialised.
  std::string item;                      // StorefrontItem
  std::string body;                      // StorefrontProduct
  const std::string& gzip_body() const;  // compressed by whoever asks first
  std::uint64_t hash = 0;                // of body: names its bytes in entity tags
  // When its standing changes by itself: a certification begins or ends, or it is no longer new.
  std::optional<Instant> changes_at;

 private:
  mutable std::once_flag compressed_once_;
  mutable std::string compressed_;
};

using DocumentPtr = std::shared_ptr<const Document>;

// The document as it is at `now`.
DocumentPtr make_document(const store::PublishedProduct& product, const store::PublishedSupplier& supplier, Instant now,
                          const References& references = {});

// 16 hex digits.
std::string hash_text(std::uint64_t hash);
std::uint64_t hash_of(std::string_view bytes);

}  // namespace shanhai::catalog
