#include "services/measurement/exports/store.hpp"

#include "common/base/encoding.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

constexpr std::string_view kEnglish = "en", kChinese = "zh";

ExportRow read_export(const db::Row& row) {
  ExportRow out;
  auto& view = out.view;
  view.id = row.get<ExportId>("id");
  view.kind = row.get<ExportKind>("kind");
  view.format = row.get<ExportFormat>("format");
  view.title = row.get<std::string>("title");
  view.state = row.get<ExportState>("state");
  if (auto failure = row.get<std::string>("failure"); !failure.empty()) view.failure = std::move(failure);
  view.as_of = row.get<std::string>("as_of");
  view.rows_written = row.get<std::int64_t>("rows_written");
  if (const auto expected = row.get<std::int64_t>("rows_expected"); expected > 0) view.rows_expected = expected;
  view.created_at = row.get<Instant>("created_at");
  view.finished_at = row.find<Instant>("finished_at");
  view.expires_at = row.find<Instant>("expires_at");
  if (view.state == ExportState::finished) {
    view.file_bytes = row.get<std::int64_t>("file_bytes");
    view.file_sha256 = to_hex(row.get<db::Bytes>("file_hash").value);
    view.file_url = "/v1/measurement/exports/" + view.id.str() + "/file";
  }
  out.organisation = row.get<OrganisationId>("organisation_id");
  out.region = row.get<std::string>("region");
  out.actor = row.get<std::string>("actor");
  out.question = row.get<std::string>("question");
  out.attempt = row.get<std::int64_t>("attempt");
  out.language = row.get<std::string>("language") == kEnglish ? wording::Language::en : wording::Language::zh;
  return out;
}

std::vector<ExportId> ids_of(const db::Rows& rows) {
  std::vector<ExportId> out;
  for (const auto row : rows) out.push_back(row.get<ExportId>("id"));
  return out;
}

}  // namespace

void insert_export(db::Tx& tx, const ExportRow& row) {
  tx.execute(q::export_insert, {{"id", row.view.id},
                                {"organisation", row.organisation},
                                {"region", row.region},
                                {"actor", row.actor},
                                {"kind", row.view.kind},
                                {"format", row.view.format},
                                {"title", row.view.title},
                                {"language", row.language == wording::Language::en ? kEnglish : kChinese},
                                {"question", row.question},
                                {"as_of", row.view.as_of},
                                {"rows_expected", row.view.rows_expected.value_or(0)},
                                {"no_hash", db::Bytes{std::string(32, '\0')}},
                                {"now", row.view.created_at}});
}

std::optional<ExportRow> find_export(db::Tx& tx, ExportId id) {
  const auto rows = tx.query(q::export_find, {{"id", id}});
  if (rows.empty()) return std::nullopt;
  return read_export(rows.front());
}

std::vector<ExportRow> list_exports(db::Tx& tx, OrganisationId organisation, ExportId before, std::int64_t limit) {
  std::vector<ExportRow> out;
  const auto rows = tx.query(q::export_list, {{"organisation", organisation}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_export(row));
  return out;
}

std::int64_t count_exports(db::Tx& tx, OrganisationId organisation) {
  return tx.query(q::export_count, {{"organisation", organisation}}).front().get<std::int64_t>("jobs");
}

std::vector<ExportId> list_due_exports(db::Tx& tx, std::int64_t limit) {
  return ids_of(tx.query(q::export_list_due, {{"now", tx.now()}, {"limit", limit}}));
}

std::optional<ExportRow> lease_export(db::Tx& tx, ExportId id, Instant until) {
  const auto leased = tx.execute(q::export_lease, {{"id", id}, {"now", tx.now()}, {"until", until}});
  return leased == 0 ? std::nullopt : find_export(tx, id);
}

bool renew_export(db::Tx& tx, ExportId id, std::int64_t attempt, Instant until, std::int64_t rows) {
  return tx.execute(q::export_renew, {{"id", id}, {"attempt", attempt}, {"until", until}, {"rows", rows}}) == 1;
}

bool finish_export(db::Tx& tx, ExportId id, std::int64_t attempt, std::int64_t rows, std::int64_t bytes,
                   const std::string& hash, Instant expires_at) {
  return tx.execute(q::export_finish, {{"id", id},
                                       {"attempt", attempt},
                                       {"rows", rows},
                                       {"bytes", bytes},
                                       {"hash", db::Bytes{hash}},
                                       {"expires_at", expires_at},
                                       {"now", tx.now()}}) == 1;
}

bool fail_export(db::Tx& tx, ExportId id, std::int64_t attempt, std::string_view failure) {
  return tx.execute(q::export_fail, {{"id", id}, {"attempt", attempt}, {"failure", failure}, {"now", tx.now()}}) == 1;
}

std::map<ExportId, std::int64_t> list_kept_attempts(db::Tx& tx, const std::vector<ExportId>& ids) {
  std::map<ExportId, std::int64_t> out;
  for (const auto row : tx.query(q::export_list_attempts, {{"ids", db::Value::list_of(ids)}})) {
    const auto state = row.get<ExportState>("state");
    const bool is_kept = state == ExportState::finished || state == ExportState::waiting;
    out[row.get<ExportId>("id")] = is_kept ? row.get<std::int64_t>("attempt") : 0;
  }
  return out;
}

std::vector<ExportId> list_expired_exports(db::Tx& tx, std::int64_t limit) {
  return ids_of(tx.query(q::export_list_expired, {{"now", tx.now()}, {"limit", limit}}));
}

void expire_export(db::Tx& tx, ExportId id) { tx.execute(q::export_expire, {{"id", id}}); }

}  // namespace shanhai::measurement::store
