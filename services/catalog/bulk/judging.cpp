#include "services/catalog/bulk/judging.hpp"

#include "common/base/gtin.hpp"
#include "services/catalog/bulk/domain.hpp"
#include "services/catalog/certification/store.hpp"
#include "services/catalog/product/bundles.hpp"
#include "services/catalog/product/gating.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/product/view.hpp"

namespace shanhai::catalog {
namespace {

// Everything that judging some products asks of the database.
struct Known {
  std::map<std::string, ProductId> products;               // by product_ref
  std::map<ProductId, std::map<std::string, SkuId>> skus;  // by sku_ref
  std::map<ProductId, store::ProductRow> rows;
  std::map<ProductId, std::vector<store::SkuIdentity>> identities;
  std::map<ProductId, store::PublishedVersion> versions;
  std::set<std::string> gtins;  // of those in the sheet, that are taken
  std::vector<Licence> licences;
  ListingWords words;
  Date today{};
};

template <class Map>
std::vector<typename Map::key_type> keys_of(const Map& map) {
  std::vector<typename Map::key_type> out;
  for (const auto& [key, value] : map) out.push_back(key);
  return out;
}

std::vector<std::string> gtins_in(const Sheet& sheet, std::span<const ProductLines> products) {
  std::vector<std::string> out;
  for (std::size_t column = 0; column < columns().size(); ++column) {
    if (columns()[column].kind != CellKind::digits) continue;
    for (const auto& product : products) {
      for (const auto line : product.lines) {
        const auto given = trimmed(sheet.cell(line, column));
        if (is_valid_gtin(given)) out.push_back(to_gtin14(given));
      }
    }
  }
  return out;
}

// References that are no names of the supplier's are ids, as an export tells them where there is no name.
Known look_up(db::Tx& tx, const Importing& importing, const Sheet& sheet, std::span<const ProductLines> products) {
  Known out;
  std::vector<std::string> refs;
  for (const auto& product : products) {
    if (!product.ref.empty()) refs.push_back(product.ref);
  }
  std::map<ProductId, bool> wanted;
  for (const auto& reference : store::find_references(tx, importing.supplier, refs)) {
    out.products[reference.product_ref] = reference.product;
    wanted[reference.product] = true;
  }
  for (const auto& ref : refs) {
    if (out.products.contains(ref)) continue;
    if (const auto id = ProductId::parse(ref); id.has_value()) out.products[ref] = *id, wanted[*id] = true;
  }
  const auto ids = keys_of(wanted);
  for (auto& row : store::lock_products(tx, importing.supplier, ids)) out.rows.emplace(row.id, std::move(row));
  out.identities = store::list_skus(tx, keys_of(out.rows));
  for (const auto& [product, identities] : out.identities) {
    for (const auto& sku : identities) out.skus[product][sku.id.str()] = sku.id;
  }
  for (const auto& reference : store::list_references(tx, keys_of(out.rows)))
    out.skus[reference.product][reference.sku_ref] = reference.sku;
  if (importing.publish) out.versions = store::list_newest_versions(tx, keys_of(out.rows));
  out.gtins = store::find_gtins(tx, gtins_in(sheet, products));
  out.licences = store::list_licence_facts(tx, importing.supplier);
  out.today = china_date(tx.now());
  out.words = store::list_listing_words(tx, out.today);
  return out;
}

class Judge {
 public:
  Judge(db::Tx& tx, const Importing& importing, const Sheet& sheet, const Known& known,
        const store::SupplierRow& supplier)
      : tx_(tx), importing_(importing), sheet_(sheet), known_(known), supplier_(supplier) {}

  Judged judge(const ProductLines& lines) {
    Judged out;
    out.lines = &lines;
    for (const auto line : lines.lines) {
      if (const auto found = sheet_.problems.find(line); found != sheet_.problems.end())
        out.problems.insert(out.problems.end(), found->second.begin(), found->second.end());
    }
    if (!lines.ref.empty()) judge_named(out);
    count(out);
    return out;
  }

 private:
  void judge_named(Judged& out) {
    const auto id = known_.products.find(out.lines->ref);
    const store::ProductRow* row = nullptr;
    if (id != known_.products.end()) {
      const auto found = known_.rows.find(id->second);
      if (found == known_.rows.end()) return fail(out, kProductRef, "unknown_product");
      row = &found->second;
      if (!seen_.insert(row->id).second) return fail(out, kProductRef, "repeated");  // by its name, and by its id
    }
    static const std::map<std::string, SkuId> kNone;
    const auto skus = row ? known_.skus.find(row->id) : known_.skus.end();
    auto read =
        read_product(sheet_, *out.lines, row ? &row->draft : nullptr, skus == known_.skus.end() ? kNone : skus->second);
    if (!read.content) {
      for (auto& problem : read.problems) {  // a cell that could not be read is empty, and told already
        const bool is_told = std::any_of(out.problems.begin(), out.problems.end(), [&](const Problem& known) {
          return known.row == problem.row && known.heading == problem.heading;
        });
        if (!is_told) out.problems.push_back(std::move(problem));
      }
      return;
    }
    out.is_new = !row;
    if (row) out.row = *row;
    out.row.supplier = importing_.supplier;
    apply_rules(out, read, row);
    if (out.problems.empty()) keep_references(out, read, skus == known_.skus.end() ? kNone : skus->second);
  }

  void fail(Judged& out, std::size_t column, const char* code) {
    out.problems.push_back(
        {sheet_.rows[out.lines->lines.front()].number, sheet_.head.heading(column, Language::zh), code, {}});
  }

  void tell(Judged& out, const ReadProduct& read, const std::vector<FieldError>& wrong) {
    for (const auto& field : wrong) out.problems.push_back(problem_of(sheet_, *out.lines, read, field));
  }

  // The rules of one product that is handed in alone, in their order.
  void apply_rules(Judged& out, ReadProduct& read, const store::ProductRow* row) {
    auto& content = *read.content;
    const auto listing = listing_of(content);
    tell(out, read, check_listing(listing));
    if (!out.problems.empty()) return;
    tell(out, read, check_gates(listing, known_.licences, known_.words, known_.today));
    if (row) {
      const auto moved = moved_origins(row->draft, content);
      if (!moved.empty() && store::has_live_certification(tx_, row->id)) tell(out, read, moved);
    }
    static const std::vector<store::SkuIdentity> kNone;
    const auto identities = row ? known_.identities.find(row->id) : known_.identities.end();
    auto fresh = match_skus(identities == known_.identities.end() ? kNone : identities->second, content.skus);
    if (fresh.has_error()) return tell(out, read, fresh.error().fields);
    out.fresh = std::move(*fresh);
    for (const auto i : out.fresh) {
      if (content.skus[i].gtin && known_.gtins.contains(content.skus[i].gtin->str()))
        tell(out, read, {{"/skus/" + std::to_string(i) + "/gtin", "gtin_taken", ""}});
    }
    out.changes_draft = !row || !same_content(row->draft, content);
    if (importing_.publish) judge_publishing(out, read, row);
    out.tally = rows_of(out, read, row);
    out.row.draft = std::move(content);
  }

  void judge_publishing(Judged& out, const ReadProduct& read, const store::ProductRow* row) {
    const auto version = row ? known_.versions.find(row->id) : known_.versions.end();
    const bool on_sale = version != known_.versions.end() && row->status == ProductStatus::published &&
                         version->second.registration_county == supplier_.registration_county &&
                         same_content(version->second.content, *read.content);
    if (on_sale || !out.problems.empty()) return;
    auto becomes = row ? *row : store::ProductRow();
    if (out.changes_draft) becomes.review = ReviewStatus::none;
    becomes.draft = *read.content;
    const auto* published = version == known_.versions.end() ? nullptr : &version->second.content;
    out.to_publish = check_review(importing_.review, becomes, published, known_.words).has_value();
    out.awaits_review = !out.to_publish;
    if (out.awaits_review) return;
    auto components = share_prices(tx_, importing_.supplier, *read.content);
    if (components.has_error()) return tell(out, read, components.error().fields);
    out.components = std::move(*components);
  }

  // A row is changed where its SKU is, or the product as a whole.
  Tally rows_of(const Judged& out, const ReadProduct& read, const store::ProductRow* row) const {
    Tally tally;
    auto own = [](ProductContent content) {
      content.skus.clear();
      return json::print(content);
    };
    const bool own_changed = row && own(row->draft) != own(*read.content);
    std::set<std::size_t> fresh(out.fresh.begin(), out.fresh.end());
    for (std::size_t i = 0; i < read.line_of_sku.size(); ++i) {
      if (!read.line_of_sku[i]) continue;
      const bool is_new = fresh.contains(i);
      const bool is_changed =
          own_changed || !row || i >= row->draft.skus.size() ||
          json::print(row->draft.skus[i]) != json::print(read.content->skus[i]);  // SKUs keep their places
      ++(is_new ? tally.created : is_changed ? tally.changed : tally.unchanged);
    }
    return tally;
  }

  void keep_references(Judged& out, const ReadProduct& read, const std::map<std::string, SkuId>& known) {
    for (std::size_t i = 0; i < read.line_of_sku.size(); ++i) {
      if (!read.line_of_sku[i]) continue;
      auto ref = trimmed(sheet_.cell(*read.line_of_sku[i], kSkuRef));
      if (known.contains(ref)) continue;
      out.references.push_back({out.lines->ref, std::move(ref), {}, {}});
      out.reference_skus.push_back(i);
    }
  }

  // Of a product that is refused every row is, and says why.
  void count(Judged& out) {
    const auto rows = static_cast<std::int64_t>(out.lines->lines.size());
    if (!out.problems.empty()) {
      out.tally = {};
      out.tally.refused = rows;
      std::set<std::size_t> told;
      for (const auto& problem : out.problems) told.insert(problem.row);
      const auto why = std::to_string(*told.begin());
      for (const auto line : out.lines->lines) {
        const auto number = sheet_.rows[line].number;
        if (!told.contains(number)) out.problems.push_back({number, {}, "product_refused", "row " + why});
      }
      out.changes_draft = out.to_publish = out.awaits_review = false;
    }
    out.tally.products = 1;
    out.tally.rows = rows;
    out.tally.published = out.to_publish ? 1 : 0;
    out.tally.unreviewed = out.awaits_review ? 1 : 0;
  }

  db::Tx& tx_;
  const Importing& importing_;
  const Sheet& sheet_;
  const Known& known_;
  const store::SupplierRow& supplier_;
  std::set<ProductId> seen_;
};

}  // namespace

Result<Judgement> judge_products(db::Tx& tx, const Importing& importing, const Sheet& sheet,
                                 std::span<const ProductLines> products) {
  Judgement out;
  SH_TRY(out.supplier, lock_approved(tx, importing.supplier));
  const auto known = look_up(tx, importing, sheet, products);
  Judge judge(tx, importing, sheet, known, out.supplier);
  out.products.reserve(products.size());
  for (const auto& product : products) out.products.push_back(judge.judge(product));
  return out;
}

}  // namespace shanhai::catalog
