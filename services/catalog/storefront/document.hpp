// One published product as the storefront serves and finds it: written once, shared by every snapshot it appears in.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/catalog/storefront/api.hpp"
#include "services/catalog/storefront/store.hpp"
#include "services/catalog/storefront/words.hpp"

namespace shanhai::http {
class Gzip;
}

namespace shanhai::catalog {

struct Document {
  ProductId id;
  // Columns, for filters and sorts.
  OrganisationId supplier;
  Category category = Category::agricultural;
  std::string county, prefecture;  // of production
  bool certified = false;
  Money price_from;
  Instant published_at{};
  // What is searched, normalised: name, name in English, supplier, place of production.
  std::string name_words, name_en_words, supplier_words, place_words;
  std::vector<TokenKey> tokens;
  // Serialised.
  std::string item;  // StorefrontItem
  std::string body;  // StorefrontProduct
  std::string gzip_body;
  std::uint64_t hash = 0;  // of body: names its bytes in entity tags
  // When its standing changes by itself: a certification begins or ends.
  std::optional<Instant> changes_at;
};

using DocumentPtr = std::shared_ptr<const Document>;

// The document as it is at `now`.
DocumentPtr make_document(const store::PublishedProduct& product, const store::PublishedSupplier& supplier, Instant now,
                          http::Gzip& gzip);

// How well a document answers the runs of a query; nullopt: not all of them are in it. What stands in the name counts
// most.
std::optional<std::int64_t> relevance_of(const Document& document, const std::vector<Run>& runs);

// 16 hex digits.
std::string hash_text(std::uint64_t hash);
std::uint64_t hash_of(std::string_view bytes);

}  // namespace shanhai::catalog
