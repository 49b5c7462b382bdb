#include "services/traceability/trace/qr.hpp"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

#include "common/drawing/bitmap.hpp"

namespace shanhai::traceability {
namespace {

constexpr int kQuietZone = 4;

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
  return drawing::bitmap_png(side, side,
                             [&](int x, int y) { return is_dark(x / pixels_per_module, y / pixels_per_module); });
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
