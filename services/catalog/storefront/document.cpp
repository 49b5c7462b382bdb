#include "services/catalog/storefront/document.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "common/http/compression.hpp"
#include "services/catalog/certification/domain.hpp"
#include "services/catalog/product/listing.hpp"

namespace shanhai::catalog {
namespace {

Money cheapest(const ProductContent& content) {
  Money least = content.skus.front().price;
  for (const auto& sku : content.skus) least = std::min(least, sku.price);
  return least;
}

// The certification in force now, and when that answer ends.
struct Standing {
  std::optional<StorefrontCertification> certification;
  std::optional<Instant> changes_at;
};

Standing standing_of(const store::PublishedProduct& product, Instant now) {
  Standing standing;
  const auto note = [&](Instant boundary) {
    if (boundary > now && (!standing.changes_at || boundary < *standing.changes_at)) standing.changes_at = boundary;
  };
  for (const auto& window : product.certifications) {
    note(window.valid_from);
    note(window.valid_to);
    if (!is_certified_at(now, window.valid_from, window.valid_to, std::nullopt)) continue;
    standing.certification = StorefrontCertification{window.id, window.valid_from, window.valid_to};
  }
  return standing;
}

StorefrontItem item_of(const store::PublishedProduct& product, const store::PublishedSupplier& supplier,
                       bool certified) {
  const auto& content = product.content;
  StorefrontItem item;
  item.product_id = product.id;
  item.version = product.version;
  item.name = content.name;
  if (content.name_en) item.name_en = content.name_en->str();
  item.category = content.category;
  item.certified = certified;
  item.production_county = content.production_county;
  item.production_county_name = full_division_name(item.production_county);
  item.supplier_id = product.supplier;
  item.supplier_name = supplier.name;
  item.fresh = content.fresh;
  item.mark = content.mark;
  item.consumers_may_buy = consumers_may_buy(content.herb_class);
  item.sample = product.sample;
  item.price_from = cheapest(content);
  return item;
}

StorefrontProduct product_of(const store::PublishedProduct& product, const StorefrontItem& item,
                             const Standing& standing) {
  const auto& content = product.content;
  StorefrontProduct out;
  out.product_id = item.product_id;
  out.version = out.price_version = item.version;
  out.name = item.name;
  out.name_en = item.name_en;
  out.category = item.category;
  out.herb_class = content.herb_class;
  out.description = content.description;
  out.certified = item.certified;
  out.certification = standing.certification;
  out.production_county = item.production_county;
  out.production_county_name = item.production_county_name;
  out.raw_material_county = content.raw_material_county;
  out.raw_material_county_name = full_division_name(out.raw_material_county);
  out.registration_county = product.registration_county;
  out.registration_county_name = full_division_name(out.registration_county);
  out.supplier_id = item.supplier_id;
  out.supplier_name = item.supplier_name;
  out.fresh = item.fresh;
  if (content.shelf_life_days) out.shelf_life_days = content.shelf_life_days->value();
  out.mark = item.mark;
  out.consumers_may_buy = item.consumers_may_buy;
  out.sample = item.sample;
  out.price_from = item.price_from;
  out.skus = sku_views(content);
  out.published_at = product.published_at;
  return out;
}

void add_words(Document& document, const StorefrontItem& item) {
  document.name_words = normalise(item.name);
  document.name_en_words = normalise(item.name_en.value_or(""));
  document.supplier_words = normalise(item.supplier_name);
  document.place_words = normalise(item.production_county_name);
  for (const auto* words :
       {&document.name_words, &document.name_en_words, &document.supplier_words, &document.place_words}) {
    const auto tokens = tokens_of(*words);
    document.tokens.insert(document.tokens.end(), tokens.begin(), tokens.end());
  }
  std::sort(document.tokens.begin(), document.tokens.end());
  document.tokens.erase(std::unique(document.tokens.begin(), document.tokens.end()), document.tokens.end());
  document.tokens.shrink_to_fit();
}

}  // namespace

DocumentPtr make_document(const store::PublishedProduct& product, const store::PublishedSupplier& supplier, Instant now,
                          http::Gzip& gzip) {
  const auto standing = standing_of(product, now);
  const auto item = item_of(product, supplier, standing.certification.has_value());
  auto document = std::make_shared<Document>();
  document->id = product.id;
  document->supplier = product.supplier;
  document->category = item.category;
  document->county = item.production_county;
  document->prefecture = prefecture_of(item.production_county);
  document->certified = item.certified;
  document->price_from = item.price_from;
  document->published_at = product.published_at;
  document->changes_at = standing.changes_at;
  add_words(*document, item);
  document->item = json::print(item);
  document->body = json::print(product_of(product, item, standing));
  document->gzip_body = gzip.compress(document->body);
  document->hash = hash_of(document->body);
  return document;
}

std::optional<std::int64_t> relevance_of(const Document& document, const std::vector<Run>& runs) {
  std::int64_t total = 0;
  for (const auto& run : runs) {
    std::int64_t best = 0;
    if (run.is_in(document.place_words)) best = 1;
    if (run.is_in(document.supplier_words)) best = 2;
    if (run.is_in(document.name_en_words)) best = 6;
    if (run.is_in(document.name_words)) best = document.name_words.starts_with(" " + run.text) ? 10 : 8;
    if (best == 0) return std::nullopt;
    total += best;
  }
  return total;
}

std::uint64_t hash_of(std::string_view bytes) {
  const auto digest = sha256(bytes);
  std::uint64_t hash = 0;
  for (int i = 0; i < 8; ++i) hash = hash << 8 | static_cast<unsigned char>(digest[i]);
  return hash;
}

std::string hash_text(std::uint64_t hash) {
  std::string bytes(8, '\0');
  for (int i = 8; i-- > 0; hash >>= 8) bytes[i] = static_cast<char>(hash & 0xFF);
  return to_hex(bytes);
}

}  // namespace shanhai::catalog
