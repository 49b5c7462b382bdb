#include "services/orders/returns/evidence.hpp"

#include "common/files/archive.hpp"
#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

files::FileArchive& archive_of(Context& context) {
  if (!context.archive) throw std::logic_error("orders was given no archive for evidence");
  return *context.archive;
}

}  // namespace

Task<Result<std::vector<files::KeptFile>>> keep_evidence(Context& context, Uploads uploads) {
  if (!uploads || uploads->empty()) co_return std::vector<files::KeptFile>{};
  if (uploads->size() > kEvidenceFilesMax) co_return Error::invalid_field("/evidence", "out_of_range", "at most 6");
  std::vector<files::Upload> files;
  for (std::size_t i = 0; i < uploads->size(); ++i) {
    files.push_back({std::move((*uploads)[i]), "/evidence/" + std::to_string(i)});
  }
  auto kept = co_await archive_of(context).keep(std::move(files));
  co_return kept;
}

Result<void> add_evidence(db::Tx& tx, Context& context, ReturnId id, const std::vector<files::KeptFile>& kept,
                          ReturnParty party, const std::string& actor) {
  if (kept.empty()) return {};
  if (store::list_evidence(tx, {id}).size() + kept.size() > kEvidenceFilesOfCaseMax) {
    return Error::conflict("too_much_evidence", "at most 30 files of one case");
  }
  std::vector<EvidenceRow> rows;
  for (const auto& file : kept) {
    EvidenceRow row;
    row.return_id = id;
    row.id = FileId(make_uuid_v7(tx.now(), context.random));
    row.party = party;
    row.actor = actor;
    row.document_name = file.document_name;
    row.media_type = file.media_type;
    row.sha256 = file.sha256;
    row.size_bytes = file.size_bytes;
    row.added_at = tx.now();
    rows.push_back(std::move(row));
  }
  store::insert_evidence(tx, rows);
  return {};
}

Task<Result<EvidenceContent>> read_evidence(Context& context, OrderScope scope, ReturnId id, FileId file) {
  auto find = [scope, id, file](db::Tx& tx) -> Result<files::KeptFile> {
    SH_CHECK(store::get_return(tx, id, scope));
    for (const auto& row : store::list_evidence(tx, {id})) {
      if (row.id == file) return files::KeptFile{row.document_name, row.media_type, row.size_bytes, row.sha256};
    }
    return Error::not_found("file");
  };
  SH_CO_TRY(auto found, co_await context.database.snapshot(find));
  EvidenceContent out{found, {}};
  auto bytes = co_await archive_of(context).read(std::move(found));
  out.bytes = std::move(bytes);
  co_return out;
}

}  // namespace shanhai::orders
