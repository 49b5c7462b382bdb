#include "services/catalog/images/store.hpp"

#include "common/base/encoding.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog {

namespace sql = shanhai::sql::catalog;

namespace {

db::Bytes hash_bytes(const std::string& sha256_hex) { return db::Bytes{from_hex(sha256_hex).value()}; }

StoredImage read_image(const db::Row& row) {
  StoredImage out;
  out.image_id = row.get<ImageId>("id");
  out.supplier_id = row.get<OrganisationId>("supplier_id");
  out.document_name = row.get<std::string>("document_name");
  out.width = row.get<std::int64_t>("width");
  out.height = row.get<std::int64_t>("height");
  out.large_bytes = row.get<std::int64_t>("large_bytes");
  out.thumb_bytes = row.get<std::int64_t>("thumb_bytes");
  out.large_sha256 = to_hex(row.get<db::Bytes>("large_sha256").value);
  out.thumb_sha256 = to_hex(row.get<db::Bytes>("thumb_sha256").value);
  out.created_at = row.get<Instant>("created_at");
  return out;
}

std::map<ImageId, StoredImage> find_images(db::Tx& tx, OrganisationId supplier, const ProductContent& content) {
  std::map<ImageId, StoredImage> out;
  std::vector<ImageId> ids;
  for (const auto& image : content.images.value_or(std::vector<ImageContent>())) ids.push_back(image.image_id);
  if (ids.empty()) return out;
  const auto rows = tx.query(sql::find_images, {{"supplier", supplier}, {"images", db::Value::list_of(ids)}});
  for (const auto row : rows) {
    auto image = read_image(row);
    out.emplace(image.image_id, std::move(image));
  }
  return out;
}

}  // namespace

void store::insert_image(db::Tx& tx, const StoredImage& image, const std::string& actor) {
  tx.execute(sql::insert_image, {{"id", image.image_id},
                                 {"supplier", image.supplier_id},
                                 {"document_name", image.document_name},
                                 {"large_sha256", hash_bytes(image.large_sha256)},
                                 {"large_bytes", image.large_bytes},
                                 {"thumb_sha256", hash_bytes(image.thumb_sha256)},
                                 {"thumb_bytes", image.thumb_bytes},
                                 {"width", image.width},
                                 {"height", image.height},
                                 {"actor", actor},
                                 {"now", tx.now()}});
}

std::int64_t store::count_images(db::Tx& tx, OrganisationId supplier) {
  return tx.query(sql::count_images_of_supplier, {{"supplier", supplier}}).front().get<std::int64_t>("images");
}

std::vector<StoredImage> store::list_images(db::Tx& tx, OrganisationId supplier, ImageId before, std::int64_t limit) {
  std::vector<StoredImage> out;
  const auto rows =
      tx.query(sql::list_images_of_supplier, {{"supplier", supplier}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_image(row));
  return out;
}

std::optional<StoredImage> store::find_image(db::Tx& tx, ImageId id, const Scope& scope) {
  const auto rows = tx.query(sql::find_image, {{"id", id},
                                               {"id_text", id.str()},
                                               {"everything", scope.everything},
                                               {"own_supplier", scope.own_supplier},
                                               {"own_county", scope.own_county}});
  if (rows.empty()) return std::nullopt;
  return read_image(rows.front());
}

std::optional<std::int64_t> store::find_public_image(db::Tx& tx, const std::string& sha256_hex) {
  const auto rows = tx.query(sql::find_public_image, {{"sha256", hash_bytes(sha256_hex)}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<std::int64_t>("size_bytes");
}

Result<void> name_images(db::Tx& tx, OrganisationId supplier, ProductContent& content) {
  if (!content.images) return {};
  const auto known = find_images(tx, supplier, content);
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < content.images->size(); ++i) {
    auto& image = (*content.images)[i];
    const auto found = known.find(image.image_id);
    if (found == known.end()) {
      wrong.push_back({"/images/" + std::to_string(i) + "/image_id", "unknown_image", "upload it first"});
      continue;
    }
    image.large = found->second.large_sha256;
    image.thumb = found->second.thumb_sha256;
    image.width = found->second.width;
    image.height = found->second.height;
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

void publish_images(db::Tx& tx, OrganisationId supplier, const ProductContent& content) {
  std::map<std::string, std::int64_t> files;  // in key order, each once
  for (const auto& [id, image] : find_images(tx, supplier, content)) {
    files.emplace(image.large_sha256, image.large_bytes);
    files.emplace(image.thumb_sha256, image.thumb_bytes);
  }
  std::vector<db::Params> rows;
  for (const auto& [sha256_hex, size] : files)
    rows.push_back({{"sha256", hash_bytes(sha256_hex)}, {"size_bytes", size}, {"now", tx.now()}});
  tx.execute_rows(sql::insert_public_images, rows);
}

}  // namespace shanhai::catalog
