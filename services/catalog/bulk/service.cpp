#include "services/catalog/bulk/service.hpp"

#include <filesystem>

#include "common/db/audit.hpp"
#include "services/catalog/access.hpp"
#include "services/catalog/bulk/error_file.hpp"
#include "services/catalog/bulk/messages.hpp"
#include "services/catalog/bulk/products_store.hpp"
#include "services/catalog/paging.hpp"
#include "services/catalog/product/gating.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::int64_t kProblemsShown = 100;

void speak(ImportView& view, Language language) {
  if (view.failure) view.failure_message = message_of(*view.failure, {}, language);
}

Result<store::ImportRow> find_in(db::Tx& tx, OrganisationId supplier, ImportId id) {
  auto row = store::find_import(tx, id);
  if (!row || row->supplier != supplier) return Error::not_found("import");
  return std::move(*row);
}

// What a file on disk is told by: its bytes are nobody else's and do not change.
std::string tag_of(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

std::string file_name(const char* zh, const char* en, SheetFormat format, Language language) {
  return std::string(language == Language::zh ? zh : en) + "." +
         std::string(sheets::extension_of(table_format(format)));
}

// Whoever reads the answer holds it open; its name is gone.
std::shared_ptr<const http::OpenFile> open_and_unlink(const std::string& path) {
  auto out = http::OpenFile::open(path);
  std::error_code none;
  std::filesystem::remove(path, none);
  return out;
}

// Of a page of products, a row for each SKU.
std::vector<std::vector<sheets::Cell>> page_of(db::Tx& tx, const std::vector<store::ProductRow>& products,
                                               Language language) {
  std::vector<ProductId> ids;
  for (const auto& product : products) ids.push_back(product.id);
  std::map<SkuId, store::Reference> references;
  for (auto& reference : store::list_references(tx, ids)) references.insert_or_assign(reference.sku, reference);
  std::vector<std::vector<sheets::Cell>> out;
  for (const auto& product : products) {
    auto product_ref = product.id.str();  // where the supplier gave it no name
    std::vector<std::string> sku_refs;
    for (const auto& sku : product.draft.skus) {
      const auto known = references.find(*sku.sku_id);
      if (known != references.end()) product_ref = known->second.product_ref;
      sku_refs.push_back(known == references.end() ? sku.sku_id->str() : known->second.sku_ref);
    }
    for (auto& cells : rows_of(product.draft, product_ref, sku_refs, language))
      out.emplace_back(std::make_move_iterator(cells.begin()), std::make_move_iterator(cells.end()));
  }
  return out;
}

}  // namespace

Result<ImportView> BulkService::ask_in(db::Tx& tx, const store::ImportRow& row) const {
  SH_CHECK(lock_approved(tx, row.supplier));
  if (store::count_imports(tx, row.supplier) >= policy_.per_supplier)
    return Error::conflict("too_many_imports", "remove one, or wait until one expires");
  store::insert_import(tx, row);
  const auto& view = row.view;
  db::append_audit(tx, random_,
                   {row.actor,
                    "catalog.products.import",
                    view.import_id.str(),
                    {{"mode", boost::describe::enum_to_string(view.mode, "")}, {"publish", view.publish}}});
  auto out = view;
  out.created_at = tx.now();
  return out;
}

Task<Result<db::Replayable<ImportView>>> BulkService::import(auth::Principal caller, db::IdempotencyKey key,
                                                             ImportQuery query, std::string file, Language language,
                                                             std::string trace_id) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  store::ImportRow row;
  row.supplier = supplier;
  row.actor = caller.actor();
  row.trace_id = std::move(trace_id);
  row.language = language;
  row.view.import_id = ImportId::make(database_.clock(), random_);
  row.view.mode = query.mode;
  row.view.publish = query.publish.value_or(false);
  row.view.format = sheets::is_xlsx(file) ? SheetFormat::xlsx : SheetFormat::csv;
  const auto id = row.view.import_id;
  auto keep = [this, &file, id](std::size_t) -> Result<void> {
    SH_CHECK(read_sheet_head(file, policy_.rows_max));
    files_.keep(id, file);
    return {};
  };
  SH_CO_CHECK(co_await workers_.run(keep));
  auto drop = [this, id](std::size_t) { files_.remove_sheet(id); };
  auto work = [this, key, &row](db::Tx& tx) { return db::idempotent(tx, key, [&] { return ask_in(tx, row); }); };
  // Where the outcome is not known, the file stays: the row may be there. Without one it is swept.
  auto asked = co_await database_.transaction(work);
  if (asked.has_error() || asked->replayed) co_await workers_.run(drop);
  if (asked.has_value()) jobs_.wake();
  co_return asked;
}

Task<Result<ImportPage>> BulkService::list(auth::Principal caller, http::PageQuery query, Language language) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  SH_CO_TRY(const ImportId before, after_cursor(query.cursor, last_id<ImportId>()));
  auto read = [supplier, before, query, language](db::Tx& tx) -> Result<ImportPage> {
    ImportPage out;
    for (auto& row : store::list_imports(tx, supplier, before, query.size() + 1)) {
      speak(row.view, language);
      out.items.push_back(std::move(row.view));
    }
    out.next_cursor = cut_page(out.items, query.size(), [](const ImportView& item) { return item.import_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<ImportView>> BulkService::find(auth::Principal caller, ImportId id, Language language) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  auto read = [supplier, id, language](db::Tx& tx) -> Result<ImportView> {
    SH_TRY(auto row, find_in(tx, supplier, id));
    for (auto& problem : store::list_problems(tx, id, 0, kProblemsShown)) {
      row.view.problems.push_back({static_cast<std::int64_t>(problem.row), std::move(problem.heading), problem.code,
                                   message_of(problem.code, problem.detail, language)});
    }
    speak(row.view, language);
    return std::move(row.view);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<void>> BulkService::remove(auth::Principal caller, ImportId id) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  const auto actor = caller.actor();
  auto work = [this, supplier, id, &actor](db::Tx& tx) -> Result<void> {
    SH_TRY(const auto row, find_in(tx, supplier, id));
    if (row.view.state == ImportState::expired) return {};
    store::end_import(tx, id);
    db::append_audit(tx, random_, {actor, "catalog.products.import_removed", id.str(), {}});
    return {};
  };
  SH_CO_CHECK(co_await database_.transaction(work));
  jobs_.wake();  // who clears its files and problems away
  co_return Result<void>();
}

Task<Result<BulkService::OpenSheet>> BulkService::open_errors(auth::Principal caller, ImportId id) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  auto read = [supplier, id](db::Tx& tx) -> Result<store::ImportRow> {
    SH_TRY(auto row, find_in(tx, supplier, id));
    if (row.view.state == ImportState::expired) return Error{ErrorKind::gone, "import_expired"};
    if (row.view.state == ImportState::waiting) return Error::conflict("import_not_finished");
    if (!row.view.error_file_url) return Error{ErrorKind::not_found, "nothing_refused"};
    return row;
  };
  SH_CO_TRY(const auto row, co_await database_.snapshot(read));
  const auto path = files_.error_path(id);
  auto open_file = [path](std::size_t) { return http::OpenFile::open(path); };
  OpenSheet out;
  out.file = co_await workers_.run(open_file);
  if (!out.file) co_return Error{ErrorKind::gone, "import_expired"};
  out.tag = tag_of(path);
  out.media_type = sheets::media_type_of(table_format(row.view.format));
  out.name = file_name("需更正的商品", "products to correct", row.view.format, row.language);
  co_return out;
}

Task<Result<void>> BulkService::write_export(OrganisationId supplier, Language language, sheets::TableFile& file) {
  std::size_t rows = 0;
  for (ProductId after;;) {
    struct Page {
      std::vector<std::vector<sheets::Cell>> rows;
      std::optional<ProductId> last;
    };
    auto read = [this, supplier, after, language](db::Tx& tx) -> Result<Page> {
      const auto products =
          store::list_products_after(tx, supplier, after, static_cast<std::int64_t>(policy_.export_products));
      Page out;
      if (!products.empty()) out.last = products.back().id;
      out.rows = page_of(tx, products, language);
      return out;
    };
    SH_CO_TRY(const auto page, co_await database_.snapshot(read));
    if (!page.last) break;
    after = *page.last;
    rows += page.rows.size();
    if (rows > policy_.rows_max)
      co_return Error::unprocessable("export_too_large", "at most " + std::to_string(policy_.rows_max) + " rows");
    auto append = [&file, &page](std::size_t) { file.append(page.rows); };
    co_await workers_.run(append);
  }
  co_return Result<void>();
}

Task<Result<BulkService::OpenSheet>> BulkService::export_products(auth::Principal caller, SheetFormat format,
                                                                  Language language) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  const auto path = files_.new_path(random_, format);
  std::unique_ptr<sheets::TableFile> file;
  auto begin = [this, &file, &path, format, language](std::size_t) {
    files_.make_directory();
    file = sheets::TableFile::begin(table_format(format), path, table_head(headings(language)));
  };
  co_await workers_.run(begin);
  Result<void> written{};
  std::exception_ptr failure;
  try {
    auto writing = write_export(supplier, language, *file);
    written = co_await std::move(writing);
  } catch (...) {
    failure = std::current_exception();
  }
  const bool fine = !failure && written.has_value();
  OpenSheet out;
  auto end = [&file, &path, &out, fine](std::size_t) {
    if (fine) file->finish();
    file.reset();
    out.file = open_and_unlink(path);
  };
  co_await workers_.run(end);
  if (failure) std::rethrow_exception(failure);
  if (written.has_error()) co_return std::move(written).error();
  if (!out.file) throw std::runtime_error("an export's file is gone");
  out.tag = tag_of(path);
  out.media_type = sheets::media_type_of(table_format(format));
  out.name = file_name("商品", "products", format, language);
  co_return out;
}

Task<Result<BulkService::OpenSheet>> BulkService::make_template(SheetFormat format, Language language) {
  const auto path = files_.new_path(random_, format);
  OpenSheet out;
  auto write = [this, &path, &out, format, language](std::size_t) {
    files_.make_directory();
    sheets::TableFile::begin(table_format(format), path, table_head(headings(language)))->finish();
    out.file = open_and_unlink(path);
  };
  co_await workers_.run(write);
  if (!out.file) throw std::runtime_error("a template's file is gone");
  out.tag = tag_of(path);
  out.media_type = sheets::media_type_of(table_format(format));
  out.name = file_name("商品导入模板", "products template", format, language);
  co_return out;
}

}  // namespace shanhai::catalog
