// Pictures of products: uploaded by suppliers, re-encoded, and read by whoever may see them.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/files/archive.hpp"
#include "common/http/message.hpp"
#include "services/catalog/images/rendition.hpp"
#include "services/catalog/images/store.hpp"

namespace shanhai::catalog {

inline constexpr std::int64_t kImagesOfSupplier = 5000;

class ImageService {
 public:
  // `images_max`: of one supplier (settings catalog.images).
  ImageService(db::Database& database, files::FileArchive& archive, Workers& workers, Random& random,
               std::int64_t images_max = kImagesOfSupplier)
      : database_(database), archive_(archive), workers_(workers), random_(random), images_max_(images_max) {}

  // Of the caller's own supplier, whatever its status: a draft may be prepared before it is admitted. unprocessable:
  // image_refused (rendition.hpp); conflict: too_many_images. The bytes handed in are forgotten.
  Task<Result<StoredImage>> upload(auth::Principal caller, ImageUpload upload);
  Task<Result<ImagePage>> list(auth::Principal caller, http::PageQuery query);
  // A JPEG, for its supplier and who reviews it; published or not.
  Task<Result<std::string>> read(auth::Principal caller, ImageId id, ImageSize size);
  // A JPEG that some published version shows, by its hash. not_found: image; also where `sha256_hex` is no hash.
  Task<Result<std::string>> read_public(std::string sha256_hex);

 private:
  Result<void> check_room(db::Tx& tx, OrganisationId supplier) const;

  db::Database& database_;
  files::FileArchive& archive_;
  Workers& workers_;
  Random& random_;
  const std::int64_t images_max_;
};

}  // namespace shanhai::catalog
