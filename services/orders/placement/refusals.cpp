#include "services/orders/placement/refusals.hpp"

#include "common/json/json.hpp"
#include "services/orders/placement/assembly.hpp"

namespace shanhai::orders {
namespace {

template <class T, class F>
json::Array items_of(const std::vector<T>& elements, F describe) {
  json::Array out;
  for (const auto& element : elements) out.push_back(describe(element));
  return out;
}

json::Value describe_sku(const SkuId& sku) { return json::Object{{"sku_id", sku.str()}}; }

json::Value describe_change(const PriceChange& change) {
  return json::Object{{"sku_id", change.sku.str()},
                      {"price_version", change.price_version},
                      {"current_version", change.current_version},
                      {"current_price", json::write(change.current_price)}};
}

json::Value describe_shortage(const Shortage& shortage) {
  return json::Object{
      {"sku_id", shortage.sku.str()}, {"requested", shortage.requested}, {"available", shortage.available}};
}

}  // namespace

Error to_error(const Decision& decision) {
  if (!decision.not_for_sale.empty()) {
    return Error::unprocessable("sku_not_for_sale").with("items", items_of(decision.not_for_sale, describe_sku));
  }
  if (!decision.price_changes.empty()) {
    return Error::conflict("price_changed").with("items", items_of(decision.price_changes, describe_change));
  }
  return Error::conflict("insufficient_stock").with("items", items_of(decision.shortages, describe_shortage));
}

Error name_lines(Error refusal, const CheckoutBody& body, const BundlePlaces& bundles) {
  const auto* items = refusal.extensions.if_contains("items");
  if (!items) return refusal;
  for (std::size_t d = 0; d < body.deliveries.size(); ++d) {
    const auto& lines = body.deliveries[d].lines;
    for (std::size_t l = 0; l < lines.size(); ++l) {
      for (const auto& item : items->as_array()) {
        if (item.at("sku_id").as_string() != lines[l].sku_id.str()) continue;
        refusal.fields.push_back({line_pointer(d, l) + "/sku_id", refusal.code, {}});
      }
    }
  }
  for (const auto& [sku, places] : bundles) {
    for (const auto& item : items->as_array()) {
      if (item.at("sku_id").as_string() != sku.str()) continue;
      for (const auto& [d, l] : places) refusal.fields.push_back({line_pointer(d, l) + "/sku_id", refusal.code, {}});
    }
  }
  return refusal;
}

}  // namespace shanhai::orders
