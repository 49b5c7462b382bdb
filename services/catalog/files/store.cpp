#include "services/catalog/files/store.hpp"

#include "common/base/encoding.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

FileView insert_file(db::Tx& tx, Random& random, const files::KeptFile& kept, OrganisationId owner,
                     const std::string& actor) {
  const FileView file{kept, FileId(make_uuid_v7(tx.now(), random))};
  tx.execute(sql::insert_file, {{"id", file.file_id},
                                {"owner", owner},
                                {"sha256", db::Bytes{from_hex(file.sha256).value()}},
                                {"size_bytes", file.size_bytes},
                                {"media_type", file.media_type},
                                {"document_name", file.document_name},
                                {"actor", actor},
                                {"now", tx.now()}});
  return file;
}

FileView read_file_row(const db::Row& row) {
  FileView file;
  file.file_id = row.get<FileId>("file_id");
  file.document_name = row.get<std::string>("document_name");
  file.media_type = row.get<std::string>("media_type");
  file.size_bytes = row.get<std::int64_t>("size_bytes");
  file.sha256 = to_hex(row.get<db::Bytes>("sha256").value);
  return file;
}

}  // namespace shanhai::catalog::store
