#include "services/catalog/product/view.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "common/base/gtin.hpp"
#include "services/catalog/product/listing.hpp"

namespace shanhai::catalog {
namespace {

std::optional<FieldError> match_known(const std::vector<store::SkuIdentity>& known, SkuContent& sku,
                                      const std::string& pointer, std::set<SkuId>& seen) {
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const store::SkuIdentity& k) { return k.id == *sku.sku_id; });
  if (found == known.end()) return FieldError{pointer + "/sku_id", "unknown_sku", "not a SKU of this product"};
  if (!seen.insert(found->id).second) return FieldError{pointer + "/sku_id", "repeated", "each SKU once"};
  if (sku.gtin && to_gtin14(sku.gtin->str()) != found->gtin) {
    return FieldError{pointer + "/gtin", "gtin_fixed", "a SKU keeps its GTIN; leave out sku_id for a new SKU"};
  }
  sku.gtin = found->gtin;
  return std::nullopt;
}

}  // namespace

ProductView view_of(const store::ProductRow& row, const ProductContent* published) {
  const auto& draft = row.draft;
  ProductView view;
  view.product_id = row.id;
  view.supplier_id = row.supplier;
  view.status = row.status;
  if (!row.withdrawn_reason.empty()) view.withdrawn_reason = row.withdrawn_reason;
  view.version = row.version;
  view.draft_version = row.published_version + 1;
  if (row.published_version > 0) view.published_version = row.published_version;
  view.draft_differs = !published || json::print(*published) != json::print(draft);
  view.review = row.review;
  view.name = draft.name;
  if (draft.name_en) view.name_en = draft.name_en->str();
  view.category = draft.category;
  view.herb_class = draft.herb_class;
  view.description = draft.description;
  view.production_county = draft.production_county;
  view.production_county_name = full_division_name(view.production_county);
  view.raw_material_county = draft.raw_material_county;
  view.raw_material_county_name = full_division_name(view.raw_material_county);
  view.fresh = draft.fresh;
  view.return_terms = draft.return_terms.value_or(ReturnTerms::seven_days);
  if (draft.shelf_life_days) view.shelf_life_days = draft.shelf_life_days->value();
  view.mark = draft.mark;
  view.primary_produce = draft.primary_produce.value_or(false);
  view.consumers_may_buy = consumers_may_buy(draft.herb_class);
  view.skus = sku_views(draft);
  view.images = image_views(draft);
  view.season = draft.season;
  view.delivery_regions = draft.delivery_regions;
  view.created_at = row.created_at;
  view.updated_at = row.updated_at;
  return view;
}

ProductListItem list_item_of(const store::ProductRow& row) {
  ProductListItem item;
  item.product_id = row.id;
  item.status = row.status;
  if (!row.withdrawn_reason.empty()) item.withdrawn_reason = row.withdrawn_reason;
  item.version = row.version;
  if (row.published_version > 0) item.published_version = row.published_version;
  item.review = row.review;
  item.name = row.draft.name;
  item.category = row.draft.category;
  item.skus = sku_views(row.draft);
  item.updated_at = row.updated_at;
  return item;
}

Result<std::vector<std::size_t>> match_skus(const std::vector<store::SkuIdentity>& known,
                                            std::vector<SkuContent>& skus) {
  std::vector<FieldError> wrong;
  std::vector<std::size_t> fresh;
  std::set<SkuId> seen;
  for (std::size_t i = 0; i < skus.size(); ++i) {
    const auto pointer = "/skus/" + std::to_string(i);
    if (skus[i].sku_id) {
      if (auto error = match_known(known, skus[i], pointer, seen)) wrong.push_back(std::move(*error));
      continue;
    }
    if (skus[i].gtin) {
      skus[i].gtin = to_gtin14(skus[i].gtin->str());
      if (is_restricted_gtin(skus[i].gtin->str())) {
        wrong.push_back(
            {pointer + "/gtin", "restricted_gtin", "GS1 prefixes 02, 04 and 20-29 are given out by the platform only"});
      }
    }
    fresh.push_back(i);
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return fresh;
}

}  // namespace shanhai::catalog
