#include "services/traceability/trace/qr.hpp"

#include <png.h>
#include <qrencode.h>

#include <csetjmp>
#include <memory>
#include <stdexcept>

namespace shanhai::traceability {
namespace {

constexpr int kQuietZone = 4;

void append_bytes(png_structp png, png_bytep bytes, png_size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), count);
}
void no_flush(png_structp) {}

// libpng reports failures by longjmp, which must not pass over an object with a destructor: hence this function holds
// none.
bool write_png(std::string* out, int side, png_bytepp rows) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  if (!png) return false;
  png_infop head = png_create_info_struct(png);
  if (!head || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, head ? &head : nullptr);
    return false;
  }
  png_set_write_fn(png, out, append_bytes, no_flush);
  const auto size = static_cast<png_uint_32>(side);
  png_set_IHDR(png, head, size, size, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, head);
  png_write_image(png, rows);
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &head);
  return true;
}

}  // namespace

QrCode::QrCode(std::string_view text) {
  const std::string terminated(text);
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(terminated.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) throw std::invalid_argument("no QR code can hold this text");
  modules_ = code->width + 2 * kQuietZone;
  dark_.assign(static_cast<std::size_t>(modules_ * modules_), false);
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width; ++x) {
      const bool dark = code->data[y * code->width + x] & 1;
      dark_[static_cast<std::size_t>((y + kQuietZone) * modules_ + x + kQuietZone)] = dark;
    }
  }
}

std::string QrCode::png(int pixels_per_module) const {
  const int side = modules_ * pixels_per_module;
  const auto stride = static_cast<std::size_t>((side + 7) / 8);
  std::vector<unsigned char> bits(stride * static_cast<std::size_t>(side), 0xFF);  // white
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      if (!is_dark(x / pixels_per_module, y / pixels_per_module)) continue;
      bits[stride * static_cast<std::size_t>(y) + static_cast<std::size_t>(x / 8)] &=
          static_cast<unsigned char>(~(0x80 >> (x % 8)));
    }
  }
  std::vector<png_bytep> rows;
  for (int y = 0; y < side; ++y) rows.push_back(bits.data() + stride * static_cast<std::size_t>(y));
  std::string out;
  if (!write_png(&out, side, rows.data())) throw std::runtime_error("a PNG cannot be written");
  return out;
}

std::string QrCode::svg() const {
  const auto size = std::to_string(modules_);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size +
                    "H0z\"/><path fill=\"#000\" d=\"";
  for (int y = 0; y < modules_; ++y) {
    for (int x = 0; x < modules_; ++x) {
      if (!is_dark(x, y)) continue;
      int run = 1;
      while (x + run < modules_ && is_dark(x + run, y)) ++run;
      out += "M" + std::to_string(x) + " " + std::to_string(y) + "h" + std::to_string(run) + "v1h-" +
             std::to_string(run) + "z";
      x += run;
    }
  }
  return out + "\"/></svg>\n";
}

std::string QrCode::half_blocks() const {
  std::string out;
  for (int y = 0; y < modules_; y += 2) {
    for (int x = 0; x < modules_; ++x) {
      const bool upper = !is_dark(x, y);
      const bool lower = y + 1 >= modules_ ? false : !is_dark(x, y + 1);
      out += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    out += '\n';
  }
  return out;
}

}  // namespace shanhai::traceability
