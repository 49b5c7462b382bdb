// PNG (libpng).
#pragma once

#include "common/base/result.hpp"
#include "services/catalog/images/picture.hpp"

namespace shanhai::catalog {

// Made smaller while it is decoded, as long as its longer side keeps `longest` pixels; what is transparent becomes
// white. image_refused: too_many_pixels, damaged_image.
Result<DecodedPicture> read_png(std::string_view bytes, int longest);

}  // namespace shanhai::catalog
