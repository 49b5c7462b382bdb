#include "services/catalog/references/references.hpp"

#include <algorithm>

#include "services/catalog/product/domain_units.hpp"

namespace shanhai::catalog {

std::optional<UnitOffer> unit_offer_of(const std::vector<SkuContent>& skus) {
  std::optional<UnitOffer> weighed, counted;
  for (const auto& sku : skus) {
    if (sku.components && !sku.components->empty()) continue;
    if (sku.net_weight_g) {
      const auto price = price_per_500g(sku.price, sku.net_weight_g->value());
      if (!weighed || price < weighed->price) weighed = UnitOffer{std::string(kWeighedUnit), price};
    } else if (!counted || sku.price < counted->price) {
      counted = UnitOffer{sku.unit.str(), sku.price};
    }
  }
  return weighed ? weighed : counted;
}

std::optional<PriceReference> References::of(Category category, std::string_view name, const UnitOffer& offer) const {
  const Published* best = nullptr;
  for (const auto& one : published_) {
    const bool fits = one.category == category && one.unit == offer.unit && name.find(one.goods) != name.npos;
    if (!fits) continue;
    const auto closer = [&](const Published& than) {
      if (one.goods.size() != than.goods.size()) return one.goods.size() > than.goods.size();
      return one.valid_from != than.valid_from ? one.valid_from > than.valid_from : one.id > than.id;
    };
    if (!best || closer(*best)) best = &one;
  }
  PriceReference out;
  out.unit = offer.unit;
  out.price = offer.price;
  if (best) {
    out.reference = best->price;
    out.kind = ReferenceKind::published;
    out.source = best->source;
    if (!best->goods.empty()) out.goods = best->goods;
    out.valid_from = best->valid_from;
    out.valid_to = best->valid_to;
    return out;
  }
  const auto median = medians_.find({category, offer.unit});
  if (median == medians_.end()) return std::nullopt;
  out.reference = median->second.price;
  out.offers = median->second.offers;
  return out;
}

bool is_above(const PriceReference& reference) {
  if (reference.kind == ReferenceKind::published) return reference.price > reference.reference;
  return reference.price.fen() * 2 > reference.reference.fen() * 3;
}

References::Medians medians_of(Offers offers) {
  constexpr std::size_t kOffersMin = 5;
  References::Medians out;
  for (auto& [key, prices] : offers) {
    if (prices.size() < kOffersMin) continue;
    const auto middle = prices.begin() + static_cast<std::ptrdiff_t>((prices.size() - 1) / 2);
    std::nth_element(prices.begin(), middle, prices.end());
    out.emplace(key, References::Median{*middle, static_cast<std::int64_t>(prices.size())});
  }
  return out;
}

}  // namespace shanhai::catalog
