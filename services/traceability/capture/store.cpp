#include "services/traceability/capture/store.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

CaptureJobView read_job(const db::Row& row) {
  CaptureJobView out;
  out.captureID = row.get<CaptureId>("id");
  out.createdAt = row.get<Instant>("created_at");
  out.finishedAt = row.find<Instant>("finished_at");
  out.running = !out.finishedAt;
  out.captureErrorBehaviour = row.get<CaptureErrorBehaviour>("behaviour");
  out.errors = json::parse<std::vector<CaptureProblem>>(row.get<std::string>("errors")).value();
  out.success = out.errors.empty();
  return out;
}

}  // namespace

void insert_capture(db::Tx& tx, const NewCapture& row) {
  tx.execute(q::insert_capture_job, {{"id", row.id},
                                     {"organisation", row.organisation},
                                     {"actor", row.actor},
                                     {"behaviour", row.behaviour},
                                     {"document", row.document},
                                     {"leased_until", row.leased_until},
                                     {"now", tx.now()},
                                     {"finished_at", nullptr},
                                     {"captured", 0},
                                     {"errors", "[]"}});
}

void insert_finished_capture(db::Tx& tx, const FinishedCapture& row) {
  tx.execute(q::insert_capture_job, {{"id", row.id},
                                     {"organisation", row.organisation},
                                     {"actor", row.actor},
                                     {"behaviour", row.behaviour},
                                     {"document", ""},
                                     {"leased_until", tx.now()},
                                     {"now", tx.now()},
                                     {"finished_at", tx.now()},
                                     {"captured", row.captured},
                                     {"errors", json::print(row.errors)}});
}

std::optional<CaptureJobView> find_capture(db::Tx& tx, CaptureId id, OrganisationId organisation) {
  const auto rows = tx.query(q::find_capture_job, {{"id", id}, {"organisation", organisation}});
  if (rows.empty()) return std::nullopt;
  return read_job(rows.front());
}

std::vector<CaptureJobView> list_captures(db::Tx& tx, OrganisationId organisation, CaptureId before,
                                          std::int64_t limit) {
  std::vector<CaptureJobView> out;
  const auto rows =
      tx.query(q::list_capture_jobs, {{"organisation", organisation}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_job(row));
  return out;
}

std::vector<CaptureId> list_due_captures(db::Tx& tx, std::int64_t limit) {
  std::vector<CaptureId> out;
  const auto rows = tx.query(q::list_due_captures, {{"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<CaptureId>("id"));
  return out;
}

std::optional<LeasedCapture> lease_capture(db::Tx& tx, CaptureId id, Instant until) {
  if (tx.execute(q::lease_capture, {{"id", id}, {"until", until}, {"now", tx.now()}}) != 1) return std::nullopt;
  const auto rows = tx.query(q::get_leased_capture, {{"id", id}});
  const auto row = rows.front();
  return LeasedCapture{id,
                       row.get<OrganisationId>("organisation_id"),
                       row.get<std::string>("actor"),
                       row.get<CaptureErrorBehaviour>("behaviour"),
                       row.get<std::string>("document"),
                       row.get<Instant>("leased_until"),
                       row.get<std::int64_t>("attempts")};
}

bool lock_capture(db::Tx& tx, CaptureId id) { return !tx.query(q::lock_capture, {{"id", id}}).empty(); }

void put_off_capture(db::Tx& tx, CaptureId id, Instant leased_until, Instant until) {
  tx.execute(q::put_off_capture, {{"id", id}, {"leased_until", leased_until}, {"until", until}});
}

void give_up_capture(db::Tx& tx, CaptureId id, const std::vector<CaptureProblem>& errors) {
  const auto ended = tx.execute(q::give_up_capture, {{"id", id}, {"now", tx.now()}, {"errors", json::print(errors)}});
  if (ended != 1) throw std::logic_error("a locked capture job was finished");
}

void finish_capture(db::Tx& tx, CaptureId id, std::size_t captured, const std::vector<CaptureProblem>& errors) {
  const auto finished = tx.execute(
      q::finish_capture, {{"id", id}, {"now", tx.now()}, {"captured", captured}, {"errors", json::print(errors)}});
  if (finished != 1) throw std::logic_error("a locked capture job was finished");
}

}  // namespace shanhai::traceability::store
