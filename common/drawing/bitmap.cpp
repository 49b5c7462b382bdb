#include "common/drawing/bitmap.hpp"

#include <png.h>

#include <csetjmp>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace shanhai::drawing {
namespace {

// An exception must not pass through libpng, which is C; nor may a longjmp leave a handler.
void append_bytes(png_structp png, png_bytep bytes, png_size_t count) {
  bool appended = true;
  try {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), count);
  } catch (const std::exception&) {
    appended = false;
  }
  if (!appended) png_error(png, "no memory");
}
void no_flush(png_structp) {}

// libpng reports failures by longjmp, which must not pass over an object with a destructor: hence this function holds
// none.
bool write_png(std::string* out, png_uint_32 width, png_uint_32 height, png_bytepp rows) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  if (!png) return false;
  png_infop head = png_create_info_struct(png);
  if (!head || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, head ? &head : nullptr);
    return false;
  }
  png_set_write_fn(png, out, append_bytes, no_flush);
  png_set_IHDR(png, head, width, height, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, head);
  png_write_image(png, rows);
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &head);
  return true;
}

}  // namespace

std::string bitmap_png(int width, int height, const std::function<bool(int x, int y)>& is_dark) {
  const auto stride = static_cast<std::size_t>((width + 7) / 8);
  std::vector<unsigned char> bits(stride * static_cast<std::size_t>(height), 0xFF);  // white
  std::vector<png_bytep> rows;
  for (int y = 0; y < height; ++y) {
    rows.push_back(bits.data() + stride * static_cast<std::size_t>(y));
    for (int x = 0; x < width; ++x) {
      if (is_dark(x, y)) rows.back()[x / 8] &= static_cast<unsigned char>(~(0x80 >> (x % 8)));
    }
  }
  std::string out;
  if (!write_png(&out, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), rows.data()))
    throw std::runtime_error("a PNG cannot be written");
  return out;
}

}  // namespace shanhai::drawing
