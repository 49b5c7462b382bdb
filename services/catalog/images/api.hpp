// What the routes of product images take and give.
#pragma once

#include "services/catalog/files/api.hpp"
#include "services/catalog/product/api.hpp"

namespace shanhai::catalog {

// A JPEG or PNG of at most 10 MiB and 40 million pixels. What it is, is read from the bytes.
struct ImageUpload {
  UploadedFile file;
};
BOOST_DESCRIBE_STRUCT(ImageUpload, (), (file))

// An image of a supplier's; a product's content names it by its id.
struct StoredImage {
  ImageId image_id;
  OrganisationId supplier_id;
  std::string document_name;
  std::int64_t width = 0, height = 0;  // of the large one, in pixels
  std::int64_t large_bytes = 0, thumb_bytes = 0;
  std::string large_sha256, thumb_sha256;  // hex
  Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(StoredImage, (),
                      (image_id, supplier_id, document_name, width, height, large_bytes, thumb_bytes, large_sha256,
                       thumb_sha256, created_at))

struct ImagePage {
  std::vector<StoredImage> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ImagePage, (), (items, next_cursor))

enum class ImageSize { large, thumb };
BOOST_DESCRIBE_ENUM(ImageSize, large, thumb)

struct ImageFileQuery {
  std::optional<ImageSize> size;  // large where it is not given
};
BOOST_DESCRIBE_STRUCT(ImageFileQuery, (), (size))

}  // namespace shanhai::catalog
