#include "services/catalog/product/writing.hpp"

#include "services/catalog/announcing.hpp"
#include "services/catalog/images/store.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/product/view.hpp"

namespace shanhai::catalog {

Result<void> identify_skus(db::Tx& tx, Random& random, ProductId product, std::vector<SkuContent>& skus) {
  const auto known = store::list_skus(tx, product);
  SH_TRY(const auto fresh, match_skus(known, skus));
  std::int64_t number = 0;
  for (const auto i : fresh) number += skus[i].gtin ? 0 : 1;
  if (number > 0) number = store::take_gtin_numbers(tx, number);
  for (const auto i : fresh) {
    auto& sku = skus[i];
    sku.sku_id = SkuId(make_uuid_v7(tx.now(), random));
    if (!sku.gtin) sku.gtin = restricted_gtin(number++);
    if (!store::insert_sku(tx, *sku.sku_id, product, *sku.gtin)) {
      auto taken = Error::conflict("gtin_taken", "another SKU has this GTIN");
      taken.fields.push_back({"/skus/" + std::to_string(i) + "/gtin", "gtin_taken", ""});
      return taken;
    }
  }
  return Result<void>();
}

void publish_draft(db::Tx& tx, Random& random, store::ProductRow& row, const std::string& registration_county,
                   const Change& change, const Components& components) {
  const std::int64_t version = row.published_version + 1;
  store::insert_product_version(tx, row.id, version, row.draft, registration_county, change);
  store::insert_components(tx, version, components);
  publish_images(tx, row.supplier, row.draft);
  store::update_product_published(tx, row, version);
  row.status = ProductStatus::published;
  row.withdrawn_reason.clear();
  row.published_version = version;
  ++row.version;
  ++row.event_version;
  row.updated_at = tx.now();
  announce(tx, random, kProductPublished, "product", row.id.str(), row.event_version, change,
           published_event(row.id, version, row.supplier, row.draft, registration_county, components));
}

}  // namespace shanhai::catalog
