#include "services/catalog/product/service.hpp"

#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "services/catalog/access.hpp"
#include "services/catalog/certification/store.hpp"
#include "services/catalog/images/store.hpp"
#include "services/catalog/paging.hpp"
#include "services/catalog/product/bundles.hpp"
#include "services/catalog/product/gating.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/product/view.hpp"
#include "services/catalog/product/withdrawal.hpp"
#include "services/catalog/product/writing.hpp"

namespace shanhai::catalog {

Task<Result<ProductView>> ProductService::create(auth::Principal caller, ProductContent content) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  auto wrong = check_listing(listing_of(content));
  if (!wrong.empty()) co_return Error::invalid(std::move(wrong));
  const auto actor = caller.actor();
  auto write = [this, supplier, &content, &actor](db::Tx& tx) { return write_new(tx, supplier, content, actor); };
  auto view = co_await database_.transaction(write);
  co_return view;
}

Result<ProductView> ProductService::write_new(db::Tx& tx, OrganisationId supplier, ProductContent content,
                                              const std::string& actor) {
  SH_CHECK(lock_approved(tx, supplier));
  SH_CHECK(pass_gates(tx, supplier, content));
  store::ProductRow row;
  row.id = ProductId(make_uuid_v7(tx.now(), random_));
  row.supplier = supplier;
  row.created_at = row.updated_at = tx.now();
  SH_CHECK(name_components(tx, content));
  SH_CHECK(name_images(tx, supplier, content));
  SH_CHECK(identify_skus(tx, random_, row.id, content.skus));
  row.draft = std::move(content);
  store::insert_product(tx, row);
  db::append_audit(tx, random_, {actor, "catalog.product.create", row.id.str(), {}});
  return view_of(row, nullptr);
}

Task<Result<ProductView>> ProductService::edit(auth::Principal caller, ProductId id, std::int64_t version,
                                               ProductContent content) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  auto wrong = check_listing(listing_of(content));
  if (!wrong.empty()) co_return Error::invalid(std::move(wrong));
  const auto actor = caller.actor();
  auto write = [this, supplier, id, version, &content, &actor](db::Tx& tx) {
    return write_edit(tx, supplier, id, version, content, actor);
  };
  auto view = co_await database_.transaction(write);
  co_return view;
}

Result<ProductView> ProductService::write_edit(db::Tx& tx, OrganisationId supplier, ProductId id, std::int64_t version,
                                               ProductContent content, const std::string& actor) {
  auto row = store::lock_product(tx, id, supplier);
  if (!row) return Error::not_found("product");
  if (row->version != version)
    return Error::precondition_failed("the product is at version " + std::to_string(row->version));
  SH_CHECK(pass_gates(tx, supplier, content));
  auto moved = moved_origins(row->draft, content);
  if (!moved.empty() && store::has_live_certification(tx, id)) return listing_refused(std::move(moved));
  SH_CHECK(name_components(tx, content));
  SH_CHECK(name_images(tx, supplier, content));
  SH_CHECK(identify_skus(tx, random_, id, content.skus));
  row->draft = std::move(content);
  store::update_product_draft(tx, *row);
  ++row->version;
  row->review = ReviewStatus::none;
  row->updated_at = tx.now();
  db::append_audit(tx, random_, {actor, "catalog.product.edit", id.str(), {{"version", row->version}}});
  const auto published = store::find_product_version(tx, id, row->published_version);
  return view_of(*row, published ? &published->content : nullptr);
}

Task<Result<ProductView>> ProductService::publish(auth::Principal caller, ProductId id, std::string reason,
                                                  std::string trace_id) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  const auto change = change_by(caller, std::move(reason), std::move(trace_id));
  auto write = [this, supplier, id, &change](db::Tx& tx) { return write_version(tx, supplier, id, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<ProductView> ProductService::write_version(db::Tx& tx, OrganisationId supplier, ProductId id,
                                                  const Change& change) {
  if (!store::find_product(tx, id, supplier)) return Error::not_found("product");
  SH_TRY(const auto owner, lock_approved(tx, supplier));
  auto row = store::lock_product(tx, id, supplier);
  if (!row) return Error::not_found("product");
  const auto current = store::find_product_version(tx, id, row->published_version);
  const bool on_sale = row->status == ProductStatus::published && current &&
                       current->registration_county == owner.registration_county &&
                       same_content(current->content, row->draft);
  if (on_sale) return view_of(*row, &current->content);  // a repeated request makes no second version
  auto wrong = check_listing(listing_of(row->draft));
  if (!wrong.empty()) return listing_refused(std::move(wrong));
  SH_CHECK(pass_gates(tx, supplier, row->draft));
  SH_CHECK(check_review(policy_, *row, current ? &current->content : nullptr,
                        store::list_listing_words(tx, china_date(tx.now()))));
  auto components = share_prices(tx, supplier, row->draft);
  if (components.has_error()) return listing_refused(std::move(components).error().fields);
  publish_draft(tx, random_, *row, owner.registration_county, change, *components);
  SHANHAI_FAILPOINT("catalog.publish.before_commit");
  return view_of(*row, &row->draft);
}

Task<Result<ProductView>> ProductService::withdraw(auth::Principal caller, ProductId id, std::string reason,
                                                   std::string trace_id) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  const auto change = change_by(caller, std::move(reason), std::move(trace_id));
  auto write = [this, supplier, id, &change](db::Tx& tx) -> Result<ProductView> {
    auto row = store::lock_product(tx, id, supplier);
    if (!row) return Error::not_found("product");
    if (row->status != ProductStatus::published) return Error::conflict("product_state", "the product is not on sale");
    catalog::withdraw(tx, random_, *row, kBySupplier, change);
    row->status = ProductStatus::withdrawn;
    row->withdrawn_reason = kBySupplier;
    ++row->version;
    row->updated_at = tx.now();
    const auto published = store::find_product_version(tx, id, row->published_version);
    return view_of(*row, published ? &published->content : nullptr);
  };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Task<Result<ProductView>> ProductService::get(auth::Principal caller, ProductId id) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  auto read = [supplier, id](db::Tx& tx) -> Result<ProductView> {
    const auto row = store::find_product(tx, id, supplier);
    if (!row) return Error::not_found("product");
    const auto published = store::find_product_version(tx, id, row->published_version);
    return view_of(*row, published ? &published->content : nullptr);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<ProductPage>> ProductService::list(auth::Principal caller, ProductQuery query) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  SH_CO_TRY(const ProductId before, after_cursor(query.cursor, last_id<ProductId>()));
  const std::int64_t limit = query.limit ? query.limit->value() : 50;
  auto read = [supplier, before, limit](db::Tx& tx) -> Result<ProductPage> {
    ProductPage out;
    for (const auto& row : store::list_products(tx, supplier, before, limit + 1))
      out.items.push_back(list_item_of(row));
    out.next_cursor = cut_page(out.items, limit, [](const ProductListItem& item) { return item.product_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<std::string>> ProductService::gtin_of(auth::Principal caller, ProductId id, SkuId sku) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  auto read = [supplier, id, sku](db::Tx& tx) -> Result<std::string> {
    if (!store::find_product(tx, id, supplier)) return Error::not_found("product");
    for (const auto& known : store::list_skus(tx, id)) {
      if (known.id == sku) return known.gtin;
    }
    return Error::not_found("sku");
  };
  auto gtin = co_await database_.snapshot(read);
  co_return gtin;
}

Task<std::int64_t> ProductService::withdraw_lapsed() {
  auto read = [](db::Tx& tx) -> Result<std::vector<OrganisationId>> {
    return store::list_lapsed_licences(tx, china_date(tx.now()), 100);
  };
  auto suppliers = co_await database_.snapshot(read);
  std::int64_t withdrawn = 0;
  for (const auto supplier : *suppliers) {
    auto write = [this, supplier](db::Tx& tx) -> Result<std::int64_t> {
      return withdraw_unlicensed(tx, random_, supplier);
    };
    auto count = co_await database_.transaction(write);
    withdrawn += *count;
  }
  if (withdrawn > 0) sequencer_.committed();
  co_return withdrawn;
}

}  // namespace shanhai::catalog
