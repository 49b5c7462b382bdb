#include "services/catalog/images/rendition.hpp"

#include "common/base/encoding.hpp"
#include "common/files/file.hpp"
#include "services/catalog/images/jpeg.hpp"
#include "services/catalog/images/png.hpp"

namespace shanhai::catalog {
namespace {

constexpr int kLargeQuality = 82, kThumbQuality = 78;

// Base64 of more than may come is not even decoded.
Result<std::string> bytes_of(std::string_view content_base64) {
  if (content_base64.size() / 4 * 3 > kImageBytesMax + 3) return image_refused("file_too_large", "at most 10 MiB");
  auto bytes = from_base64(content_base64);
  if (!bytes) return image_refused("invalid_base64", "");
  if (bytes->empty()) return image_refused("empty_file", "");
  if (bytes->size() > kImageBytesMax) return image_refused("file_too_large", "at most 10 MiB");
  return std::move(*bytes);
}

Result<DecodedPicture> decode(const std::string& bytes) {
  const auto type = files::sniff_media_type(bytes);
  if (type == "image/jpeg") return read_jpeg(bytes, kLargeSide);
  if (type == "image/png") return read_png(bytes, kLargeSide);
  return image_refused("unsupported_file_type", "JPEG or PNG");
}

}  // namespace

Result<Renditions> render_image(std::string_view content_base64) {
  SH_TRY(const auto bytes, bytes_of(content_base64));
  SH_TRY(auto decoded, decode(bytes));
  auto large = turned(scaled(decoded.picture, kLargeSide), decoded.orientation);
  to_srgb(large, decoded.profile);
  Renditions out;
  out.width = large.width;
  out.height = large.height;
  out.large = write_jpeg(large, kLargeQuality);
  out.thumb = write_jpeg(scaled(large, kThumbSide), kThumbQuality);
  return out;
}

}  // namespace shanhai::catalog
