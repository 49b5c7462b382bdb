#include "services/catalog/product/listing.hpp"

namespace shanhai::catalog {
namespace {

std::optional<UnitPrice> unit_price_of(const SkuFacts& sku) {
  if (!sku.net_weight_g) return std::nullopt;
  const auto exact = fen_for(sku.price, *sku.net_weight_g, 500);
  return UnitPrice{"500g", price_per_500g(sku.price, *sku.net_weight_g), exact.numerator, exact.denominator};
}

}  // namespace

Listing listing_of(const ProductContent& content) {
  Listing listing;
  listing.name = content.name;
  if (content.name_en) listing.name_en = content.name_en->str();
  listing.description = content.description;
  listing.category = content.category;
  listing.herb_class = content.herb_class;
  listing.production_county = content.production_county;
  listing.raw_material_county = content.raw_material_county;
  listing.fresh = content.fresh;
  if (content.shelf_life_days) listing.shelf_life_days = content.shelf_life_days->value();
  listing.primary_produce = content.primary_produce.value_or(false);
  for (const auto& sku : content.skus) {
    ListedSku listed;
    listed.label = sku.label;
    listed.unit = sku.unit;
    listed.price = sku.price;
    if (sku.net_weight_g) listed.net_weight_g = sku.net_weight_g->value();
    if (sku.gtin) listed.gtin = sku.gtin->str();
    if (sku.price_steps) listed.price_steps = *sku.price_steps;
    if (sku.components) {
      for (const auto& part : *sku.components)
        listed.components.push_back({part.sku_id, part.quantity.value(), part.price_share});
    }
    listing.skus.push_back(std::move(listed));
  }
  for (const auto& image : content.images.value_or(std::vector<ImageContent>())) {
    listing.images.push_back({image.image_id.str(), image.alt ? image.alt->str() : std::string(),
                              image.alt_en ? image.alt_en->str() : std::string()});
  }
  listing.season = content.season;
  listing.delivery_regions = content.delivery_regions;
  return listing;
}

std::vector<SkuFacts> sku_facts(const ProductContent& content, const Components& components) {
  std::vector<SkuFacts> out;
  for (const auto& sku : content.skus) {
    SkuFacts facts;
    facts.sku = sku.sku_id.value();
    facts.gtin = sku.gtin.value().str();
    facts.label = sku.label;
    facts.unit = sku.unit;
    facts.price = sku.price;
    facts.net_weight_g = grams_of_unit(sku.unit.str());  // a unit of weight is its own weight
    if (sku.net_weight_g) facts.net_weight_g = sku.net_weight_g->value();
    if (sku.package_weight_g) facts.package_weight_g = sku.package_weight_g->value();
    if (sku.price_steps && !sku.price_steps->empty()) facts.price_steps = sku.price_steps;
    const auto found = components.find(facts.sku);
    if (found != components.end()) facts.components = found->second;
    out.push_back(std::move(facts));
  }
  return out;
}

std::vector<SkuView> sku_views(const ProductContent& content) {
  std::vector<SkuView> out;
  const auto facts = sku_facts(content, {});
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const auto& sku = facts[i];
    const auto& parts = content.skus[i].components;
    out.push_back({sku.sku, sku.gtin, sku.label, sku.unit, sku.price, sku.net_weight_g, sku.package_weight_g,
                   sku.price_steps.value_or(std::vector<PriceStep>()), parts.value_or(std::vector<BundleComponent>()),
                   unit_price_of(sku)});
  }
  return out;
}

std::vector<ImageView> image_views(const ProductContent& content) {
  std::vector<ImageView> out;
  for (const auto& image : content.images.value_or(std::vector<ImageContent>())) {
    ImageView view;
    view.image_id = image.image_id;
    if (image.alt) view.alt = image.alt->str();
    if (image.alt_en) view.alt_en = image.alt_en->str();
    view.large_url = std::string(kImagePath) + image.large.value().str();
    view.thumb_url = std::string(kImagePath) + image.thumb.value().str();
    view.width = image.width.value();
    view.height = image.height.value();
    out.push_back(std::move(view));
  }
  return out;
}

ProductPublished published_event(ProductId product, std::int64_t version, OrganisationId supplier,
                                 const ProductContent& content, const std::string& registration_county,
                                 const Components& components) {
  ProductPublished event;
  event.product = product;
  event.version = version;
  event.supplier = supplier;
  event.name = content.name;
  event.category = content.category;
  event.herb_class = content.herb_class;
  event.fresh = content.fresh;
  if (content.shelf_life_days) event.shelf_life_days = content.shelf_life_days->value();
  event.consumers_may_buy = consumers_may_buy(content.herb_class);
  event.production_county = content.production_county;
  event.raw_material_county = content.raw_material_county;
  event.registration_county = registration_county;
  event.skus = sku_facts(content, components);
  event.return_terms = content.return_terms;
  event.season = content.season;
  event.delivery_regions = content.delivery_regions;
  return event;
}

}  // namespace shanhai::catalog
