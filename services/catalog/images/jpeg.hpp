// JPEG (libjpeg-turbo).
#pragma once

#include "common/base/result.hpp"
#include "services/catalog/images/picture.hpp"

namespace shanhai::catalog {

// Made smaller while it is decoded, as long as its longer side keeps `longest` pixels. image_refused: too_many_pixels,
// unsupported_colour (CMYK), too_many_scans, damaged_image.
Result<DecodedPicture> read_jpeg(std::string_view bytes, int longest);

// Progressive, in sRGB, with nothing but the picture in it: no EXIF, no profile, no comment.
std::string write_jpeg(const Picture& picture, int quality);

}  // namespace shanhai::catalog
