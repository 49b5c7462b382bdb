#include "services/catalog/bulk/store.hpp"

#include <algorithm>

#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

constexpr std::int64_t kProblemsOfARow = 100;
constexpr std::size_t kHeadingMax = 80, kDetailMax = 500;
constexpr std::string_view kEnglish = "en", kChinese = "zh";

ImportRow read_import(const db::Row& row, Instant now) {
  ImportRow out;
  auto& view = out.view;
  view.import_id = row.get<ImportId>("id");
  view.mode = row.get<ImportMode>("mode");
  view.publish = row.get<bool>("publish");
  view.format = row.get<SheetFormat>("format");
  view.state = row.get<ImportState>("state");
  if (auto failure = row.get<std::string>("failure"); !failure.empty()) view.failure = std::move(failure);
  view.rows_total = row.get<std::int64_t>("rows_total");
  view.rows_done = row.get<std::int64_t>("rows_done");
  view.rows_created = row.get<std::int64_t>("rows_created");
  view.rows_changed = row.get<std::int64_t>("rows_changed");
  view.rows_unchanged = row.get<std::int64_t>("rows_unchanged");
  view.rows_refused = row.get<std::int64_t>("rows_refused");
  view.products_published = row.get<std::int64_t>("products_published");
  view.products_unreviewed = row.get<std::int64_t>("products_unreviewed");
  view.created_at = row.get<Instant>("created_at");
  view.finished_at = row.find<Instant>("finished_at");
  view.expires_at = row.find<Instant>("expires_at");
  if (view.expires_at && *view.expires_at <= now) view.state = ImportState::expired;  // also before it is cleared away
  if (view.state == ImportState::finished && view.rows_refused > 0)
    view.error_file_url = "/v1/products/imports/" + view.import_id.str() + "/errors";
  out.supplier = row.get<OrganisationId>("supplier_id");
  out.actor = row.get<std::string>("actor");
  out.trace_id = row.get<std::string>("trace_id");
  out.language = row.get<std::string>("language") == kEnglish ? Language::en : Language::zh;
  out.attempt = row.get<std::int64_t>("attempt");
  out.stalled = row.get<std::int64_t>("stalled");
  out.products_done = row.get<std::int64_t>("products_done");
  return out;
}

std::vector<ImportId> ids_of(const db::Rows& rows) {
  std::vector<ImportId> out;
  for (const auto row : rows) out.push_back(row.get<ImportId>("id"));
  return out;
}

// So many code points of it.
std::string cut(const std::string& text, std::size_t most) {
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && ++points > most) return text.substr(0, at);
  }
  return text;
}

}  // namespace

void insert_import(db::Tx& tx, const ImportRow& row) {
  tx.execute(sql::bulk_insert_import, {{"id", row.view.import_id},
                                       {"supplier", row.supplier},
                                       {"actor", row.actor},
                                       {"mode", row.view.mode},
                                       {"publish", row.view.publish},
                                       {"format", row.view.format},
                                       {"language", row.language == Language::en ? kEnglish : kChinese},
                                       {"trace", row.trace_id},
                                       {"now", tx.now()}});
}

std::optional<ImportRow> find_import(db::Tx& tx, ImportId id) {
  const auto rows = tx.query(sql::bulk_find_import, {{"id", id}});
  if (rows.empty()) return std::nullopt;
  return read_import(rows.front(), tx.now());
}

std::vector<ImportRow> list_imports(db::Tx& tx, OrganisationId supplier, ImportId before, std::int64_t limit) {
  std::vector<ImportRow> out;
  const auto rows = tx.query(sql::bulk_list_imports, {{"supplier", supplier}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_import(row, tx.now()));
  return out;
}

std::int64_t count_imports(db::Tx& tx, OrganisationId supplier) {
  return tx.query(sql::bulk_count_imports, {{"supplier", supplier}, {"now", tx.now()}})
      .front()
      .get<std::int64_t>("jobs");
}

std::vector<ImportId> list_due_imports(db::Tx& tx, std::int64_t limit) {
  return ids_of(tx.query(sql::bulk_list_due_imports, {{"now", tx.now()}, {"limit", limit}}));
}

std::optional<ImportRow> lease_import(db::Tx& tx, ImportId id, Instant until) {
  const auto leased = tx.execute(sql::bulk_lease_import, {{"id", id}, {"now", tx.now()}, {"until", until}});
  return leased == 0 ? std::nullopt : find_import(tx, id);
}

bool renew_import(db::Tx& tx, ImportId id, std::int64_t attempt, Instant until) {
  return tx.execute(sql::bulk_renew_import, {{"id", id}, {"attempt", attempt}, {"until", until}}) == 1;
}

bool advance_import(db::Tx& tx, ImportId id, std::int64_t attempt, Instant until, std::int64_t rows_total,
                    const Tally& tally) {
  return tx.execute(sql::bulk_advance_import, {{"id", id},
                                               {"attempt", attempt},
                                               {"until", until},
                                               {"rows_total", rows_total},
                                               {"products", tally.products},
                                               {"rows", tally.rows},
                                               {"created", tally.created},
                                               {"changed", tally.changed},
                                               {"unchanged", tally.unchanged},
                                               {"refused", tally.refused},
                                               {"published", tally.published},
                                               {"unreviewed", tally.unreviewed}}) == 1;
}

bool finish_import(db::Tx& tx, ImportId id, std::int64_t attempt, Instant expires_at) {
  return tx.execute(sql::bulk_finish_import,
                    {{"id", id}, {"attempt", attempt}, {"expires_at", expires_at}, {"now", tx.now()}}) == 1;
}

bool fail_import(db::Tx& tx, ImportId id, std::int64_t attempt, std::string_view failure, Instant expires_at) {
  return tx.execute(
             sql::bulk_fail_import,
             {{"id", id}, {"attempt", attempt}, {"failure", failure}, {"expires_at", expires_at}, {"now", tx.now()}}) ==
         1;
}

std::vector<ImportId> list_over_imports(db::Tx& tx, std::int64_t limit) {
  return ids_of(tx.query(sql::bulk_list_over_imports, {{"now", tx.now()}, {"limit", limit}}));
}

void end_import(db::Tx& tx, ImportId id) { tx.execute(sql::bulk_end_import, {{"id", id}, {"now", tx.now()}}); }

void expire_import(db::Tx& tx, ImportId id) { tx.execute(sql::bulk_expire_import, {{"id", id}}); }

std::vector<ImportId> list_kept_imports(db::Tx& tx, const std::vector<ImportId>& ids) {
  if (ids.empty()) return {};
  return ids_of(tx.query(sql::bulk_list_kept_imports, {{"ids", db::Value::list_of(ids)}}));
}

void insert_problems(db::Tx& tx, ImportId id, std::vector<Problem> problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) { return a.row < b.row; });
  std::vector<db::Params> rows;
  std::size_t row = 0;
  std::int64_t number = 0;
  for (const auto& problem : problems) {
    number = problem.row == row ? number + 1 : 0;
    row = problem.row;
    if (number >= kProblemsOfARow) continue;  // the rest is told once these are mended
    rows.push_back({{"position", static_cast<std::int64_t>(row) * kProblemsOfARow + number},
                    {"row", row},
                    {"heading", cut(problem.heading, kHeadingMax)},
                    {"code", problem.code},
                    {"detail", cut(problem.detail, kDetailMax)}});
  }
  tx.execute_rows(sql::bulk_insert_problems, rows, {{"import", id}});
}

std::vector<StoredProblem> list_problems(db::Tx& tx, ImportId id, std::int64_t after, std::int64_t limit) {
  std::vector<StoredProblem> out;
  const auto rows = tx.query(sql::bulk_list_problems, {{"import", id}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) {
    StoredProblem problem;
    problem.row = static_cast<std::size_t>(row.get<std::int64_t>("sheet_row"));
    problem.heading = row.get<std::string>("heading");
    problem.code = row.get<std::string>("code");
    problem.detail = row.get<std::string>("detail");
    problem.position = row.get<std::int64_t>("position");
    out.push_back(std::move(problem));
  }
  return out;
}

std::uint64_t delete_problems(db::Tx& tx, ImportId id, std::int64_t limit) {
  return tx.execute(sql::bulk_delete_problems, {{"import", id}, {"limit", limit}});
}

}  // namespace shanhai::catalog::store
