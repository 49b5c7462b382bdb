#include "services/catalog/storefront/document.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "common/http/compression.hpp"
#include "services/catalog/certification/domain.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/storefront/ranking.hpp"

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

StorefrontItem item_of(const store::PublishedProduct& product, const store::PublishedSupplier& supplier, bool certified,
                       const std::optional<PriceReference>& reference) {
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
  const auto images = image_views(content);
  if (!images.empty()) item.thumb_url = images.front().thumb_url;
  const auto& reception = product.reception;
  item.rating_tenths = rating_tenths(reception.ratings, reception.stars);
  item.ratings = reception.ratings;
  item.sold_at_least = sold_at_least(reception.units);
  item.above_reference = reference && is_above(*reference);
  item.price_reference = reference;
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
  out.images = image_views(content);
  out.season = content.season;
  out.delivery_regions = content.delivery_regions;
  out.published_at = product.published_at;
  out.rating_tenths = item.rating_tenths;
  out.ratings = item.ratings;
  out.sold_at_least = item.sold_at_least;
  out.above_reference = item.above_reference;
  out.price_reference = item.price_reference;
  return out;
}

std::optional<Instant> earliest(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

DocumentPtr make_document(const store::PublishedProduct& product, const store::PublishedSupplier& supplier, Instant now,
                          const References& references) {
  const auto standing = standing_of(product, now);
  auto document = std::make_shared<Document>();
  document->sample = product.sample;
  document->offer = unit_offer_of(product.content.skus);
  if (document->offer)
    document->reference = references.of(product.content.category, product.content.name.str(), *document->offer);
  const auto item = item_of(product, supplier, standing.certification.has_value(), document->reference);
  document->id = product.id;
  document->version = product.version;
  document->supplier = product.supplier;
  document->category = item.category;
  document->county = item.production_county;
  document->prefecture = prefecture_of(item.production_county);
  document->certified = item.certified;
  document->price_from = item.price_from;
  document->first_published_at = product.first_published_at;
  document->consumers_may_buy = item.consumers_may_buy;
  document->mark = item.mark;
  document->title = item.name;
  document->name = words_of(item.name);
  document->name_en = words_of(item.name_en.value_or(""));
  document->units_sold = product.reception.units;
  document->rating_rank = rating_rank(product.reception.ratings, product.reception.stars);
  const auto quality = quality_of(item.certified, document->units_sold, product.first_published_at, now);
  document->quality = quality.value;
  document->changes_at = earliest(standing.changes_at, quality.changes_at);
  document->item = json::print(item);
  document->body = json::print(product_of(product, item, standing));
  document->hash = hash_of(document->body);
  return document;
}

const std::string& Document::gzip_body() const {
  std::call_once(compressed_once_, [this] {
    thread_local http::Gzip gzip;
    compressed_ = gzip.compress(body);
  });
  return compressed_;
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
