// What is kept of an uploaded picture: two JPEGs made from its pixels, and nothing else of the file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace shanhai::catalog {

inline constexpr std::size_t kImageBytesMax = 10 << 20;
inline constexpr int kLargeSide = 1600, kThumbSide = 400;  // the longer one, in pixels

struct Renditions {
  std::string large, thumb;   // JPEG
  int width = 0, height = 0;  // of the large one
};

// Upright, in sRGB, without EXIF (where it was taken, by whom, with what). Burns CPU: for a worker. unprocessable
// image_refused, with invalid_base64, empty_file, file_too_large, unsupported_file_type, too_many_pixels,
// unsupported_colour, too_many_scans or damaged_image at /file/content_base64.
Result<Renditions> render_image(std::string_view content_base64);

}  // namespace shanhai::catalog
