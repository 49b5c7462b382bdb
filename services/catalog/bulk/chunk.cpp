#include "services/catalog/bulk/chunk.hpp"

#include "common/db/audit_rows.hpp"
#include "services/catalog/announcing.hpp"
#include "services/catalog/bulk/judging.hpp"
#include "services/catalog/images/store.hpp"
#include "services/catalog/product/listing.hpp"

namespace shanhai::catalog {
namespace {

class Writer {
 public:
  Writer(db::Tx& tx, Random& random, const Importing& importing, const store::SupplierRow& supplier)
      : tx_(tx), random_(random), importing_(importing), supplier_(supplier) {}

  void write(std::vector<Judged>& products) {
    identify(products);
    for (auto& product : products) {
      if (product.problems.empty()) add(product);
    }
    store::insert_products(tx_, new_);
    store::insert_skus(tx_, skus_);
    store::insert_references(tx_, importing_.supplier, references_);
    store::update_drafts(tx_, edited_);
    db::append_audits(tx_, random_, audits_);
    publish();
  }

 private:
  // Numbers for GTINs are taken for all at once: they are of one counter.
  void identify(std::vector<Judged>& products) {
    std::int64_t wanted = 0;
    for (const auto& product : products) {
      for (const auto i : product.fresh) wanted += product.problems.empty() && !product.row.draft.skus[i].gtin ? 1 : 0;
    }
    auto number = wanted > 0 ? store::take_gtin_numbers(tx_, wanted) : 0;
    for (auto& product : products) {
      if (!product.problems.empty()) continue;
      if (product.is_new) product.row.id = ProductId(make_uuid_v7(tx_.now(), random_));
      for (const auto i : product.fresh) {
        auto& sku = product.row.draft.skus[i];
        sku.sku_id = SkuId(make_uuid_v7(tx_.now(), random_));
        if (!sku.gtin) sku.gtin = restricted_gtin(number++);
        skus_.push_back({*sku.sku_id, product.row.id, sku.gtin->str()});
      }
    }
  }

  void add(Judged& product) {
    auto& row = product.row;
    for (std::size_t i = 0; i < product.references.size(); ++i) {
      auto& reference = product.references[i];
      reference.product = row.id;
      reference.sku = *row.draft.skus[product.reference_skus[i]].sku_id;
      references_.push_back(std::move(reference));
    }
    if (product.is_new) {
      if (product.to_publish) row.status = ProductStatus::published, row.published_version = 1;
      new_.push_back(&row);
    } else if (product.changes_draft) {
      edited_.push_back(&row);
    }
    if (product.changes_draft)
      audits_.push_back({importing_.change.actor,
                         product.is_new ? "catalog.product.create" : "catalog.product.edit",
                         row.id.str(),
                         {{"import", importing_.id.str()}}});
    if (product.to_publish) published_.push_back(&product);
  }

  void publish() {
    if (published_.empty()) return;
    std::vector<const store::ProductRow*> updated;
    std::vector<store::NewVersion> versions;
    std::vector<events::NewEvent> events;
    for (auto* product : published_) {
      auto& row = product->row;
      if (!product->is_new) {
        if (product->changes_draft) ++row.version;  // as update_drafts() left it
        updated.push_back(&row);
      }
      const auto version = product->is_new ? 1 : row.published_version + 1;
      versions.push_back({row.id, version, &row.draft, supplier_.registration_county});
      store::insert_components(tx_, version, product->components);
      if (row.draft.images) publish_images(tx_, importing_.supplier, row.draft);
      events.push_back(event_of(kProductPublished, "product", row.id.str(), row.event_version + 1, importing_.change,
                                published_event(row.id, version, importing_.supplier, row.draft,
                                                supplier_.registration_county, product->components)));
    }
    store::update_published(tx_, updated);
    store::insert_versions(tx_, versions, importing_.change);
    events::append_all(tx_, random_, events);
  }

  db::Tx& tx_;
  Random& random_;
  const Importing& importing_;
  const store::SupplierRow& supplier_;
  std::vector<const store::ProductRow*> new_, edited_;
  std::vector<store::NewSku> skus_;
  std::vector<store::Reference> references_;
  std::vector<db::AuditEntry> audits_;
  std::vector<Judged*> published_;
};

void add(Tally& sum, const Tally& one) {
  sum.products += one.products;
  sum.rows += one.rows;
  sum.created += one.created;
  sum.changed += one.changed;
  sum.unchanged += one.unchanged;
  sum.refused += one.refused;
  sum.published += one.published;
  sum.unreviewed += one.unreviewed;
}

}  // namespace

Result<ChunkResult> import_chunk(db::Tx& tx, Random& random, const Importing& importing, const Sheet& sheet,
                                 std::span<const ProductLines> products) {
  SH_TRY(auto judged, judge_products(tx, importing, sheet, products));
  if (importing.mode == ImportMode::commit) Writer(tx, random, importing, judged.supplier).write(judged.products);
  ChunkResult out;
  for (auto& product : judged.products) {
    add(out.tally, product.tally);
    std::move(product.problems.begin(), product.problems.end(), std::back_inserter(out.problems));
  }
  return out;
}

}  // namespace shanhai::catalog
