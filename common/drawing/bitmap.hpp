// Black and white pictures, as PNG: codes that are scanned.
#pragma once

#include <functional>
#include <string>

namespace shanhai::drawing {

// 1 bit a pixel, black where `is_dark(x, y)`. Sides in pixels, more than 0.
std::string bitmap_png(int width, int height, const std::function<bool(int x, int y)>& is_dark);

}  // namespace shanhai::drawing
