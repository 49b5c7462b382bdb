#include "services/catalog/images/service.hpp"

#include "common/base/encoding.hpp"
#include "common/db/audit.hpp"
#include "services/catalog/access.hpp"
#include "services/catalog/paging.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {
namespace {

files::KeptFile kept_file(std::string sha256_hex, std::int64_t size_bytes) {
  files::KeptFile out;
  out.media_type = "image/jpeg";
  out.size_bytes = size_bytes;
  out.sha256 = std::move(sha256_hex);
  return out;
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

Task<Result<StoredImage>> ImageService::upload(auth::Principal caller, ImageUpload upload) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  auto look = [this, supplier](db::Tx& tx) -> Result<void> { return check_room(tx, supplier); };
  SH_CO_CHECK(co_await database_.snapshot(look));  // before files are made that nobody would name
  auto render = [&upload](std::size_t) { return render_image(upload.file.content_base64); };
  auto made = co_await workers_.run(render);
  if (made.has_error()) co_return std::move(made).error();
  std::vector<files::Upload> uploads = {{{upload.file.document_name, to_base64(made->large)}, "/file"},
                                        {{upload.file.document_name, to_base64(made->thumb)}, "/file"}};
  auto kept = co_await archive_.keep(std::move(uploads));
  if (kept.has_error()) co_return std::move(kept).error();
  StoredImage image;
  image.supplier_id = supplier;
  image.document_name = upload.file.document_name;
  image.width = made->width;
  image.height = made->height;
  image.large_bytes = (*kept)[0].size_bytes;
  image.large_sha256 = (*kept)[0].sha256;
  image.thumb_bytes = (*kept)[1].size_bytes;
  image.thumb_sha256 = (*kept)[1].sha256;
  const auto actor = caller.actor();
  auto write = [this, supplier, &image, &actor](db::Tx& tx) -> Result<StoredImage> {
    // Who has not applied yet has no row to lock; uploads at the same moment may then pass the limit by as many.
    store::lock_supplier(tx, supplier, Scope::of_supplier(supplier));
    SH_CHECK(check_room(tx, supplier));
    image.image_id = ImageId(make_uuid_v7(tx.now(), random_));
    image.created_at = tx.now();
    store::insert_image(tx, image, actor);
    db::append_audit(tx, random_, {actor, "catalog.image.upload", image.image_id.str(), {}});
    return image;
  };
  auto stored = co_await database_.transaction(write);
  co_return stored;
}

Result<void> ImageService::check_room(db::Tx& tx, OrganisationId supplier) const {
  if (store::count_images(tx, supplier) < images_max_) return {};
  return Error::conflict("too_many_images", "at most " + std::to_string(images_max_) + " of one supplier");
}

Task<Result<ImagePage>> ImageService::list(auth::Principal caller, http::PageQuery query) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  SH_CO_TRY(const ImageId before, after_cursor(query.cursor, last_id<ImageId>()));
  const auto limit = query.size();
  auto read = [supplier, before, limit](db::Tx& tx) -> Result<ImagePage> {
    ImagePage out;
    out.items = store::list_images(tx, supplier, before, limit + 1);
    out.next_cursor = cut_page(out.items, limit, [](const StoredImage& image) { return image.image_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<std::string>> ImageService::read(auth::Principal caller, ImageId id, ImageSize size) {
  const auto scope = scope_of(caller);
  auto find = [&scope, id](db::Tx& tx) -> Result<StoredImage> {
    auto found = store::find_image(tx, id, scope);
    if (!found) return Error::not_found("image");
    return std::move(*found);
  };
  auto image = co_await database_.snapshot(find);
  if (image.has_error()) co_return std::move(image).error();
  const bool large = size == ImageSize::large;
  auto file =
      large ? kept_file(image->large_sha256, image->large_bytes) : kept_file(image->thumb_sha256, image->thumb_bytes);
  auto bytes = co_await archive_.read(std::move(file));
  co_return bytes;
}

Task<Result<std::string>> ImageService::read_public(std::string sha256_hex) {
  if (!is_sha256(sha256_hex)) co_return Error::not_found("image");
  auto find = [&sha256_hex](db::Tx& tx) -> Result<std::int64_t> {
    const auto found = store::find_public_image(tx, sha256_hex);
    if (!found) return Error::not_found("image");
    return *found;
  };
  auto size = co_await database_.snapshot(find);
  if (size.has_error()) co_return std::move(size).error();
  auto file = kept_file(std::move(sha256_hex), *size);
  auto bytes = co_await archive_.read(std::move(file));
  co_return bytes;
}

}  // namespace shanhai::catalog
