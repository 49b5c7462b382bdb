#include "services/catalog/barcode/drawing.hpp"

#include "common/drawing/bitmap.hpp"

namespace shanhai::catalog {
namespace {

constexpr int kTallBy = 5;  // modules by which guards reach below the other bars
constexpr int kText = 10;   // modules below the bars

struct Bar {
  int left = 0, width = 0, height = 0;  // in units
};

std::vector<Bar> bars_of(const Barcode& code) {
  std::vector<Bar> out;
  int at = code.quiet_left;
  for (std::size_t i = 0; i < code.elements.size(); ++i) {
    const auto& element = code.elements[i];
    const int height = code.height + (element.tall ? kTallBy * code.units_per_module : 0);
    if (i % 2 == 0) out.push_back({at, element.width, height});
    at += element.width;
  }
  return out;
}

// ITF-14 is framed above and below, so that a scanner that leaves the bars reads nothing rather than a part.
bool has_bearers(const Barcode& code) { return code.symbology == Symbology::itf_14; }
int bearer_height(const Barcode& code) { return has_bearers(code) ? 2 * code.units_per_module : 0; }

std::string rectangle(int x, int y, int width, int height) {
  return "M" + std::to_string(x) + " " + std::to_string(y) + "h" + std::to_string(width) + "v" +
         std::to_string(height) + "h-" + std::to_string(width) + "z";
}

std::string text(const std::string& digits, int x, int y, int width, int size) {
  return "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" textLength=\"" + std::to_string(width) +
         "\" font-size=\"" + std::to_string(size) + "\">" + digits + "</text>";
}

std::string digits_below(const Barcode& code, int y) {
  const int size = 9 * code.units_per_module;
  const auto& digits = code.digits;
  switch (code.symbology) {
    case Symbology::ean_13:
      return text(digits.substr(0, 1), 2, y, 7, size) + text(digits.substr(1, 6), 16, y, 38, size) +
             text(digits.substr(7), 62, y, 38, size);
    case Symbology::ean_8:
      return text(digits.substr(0, 4), 11, y, 26, size) + text(digits.substr(4), 43, y, 26, size);
    case Symbology::itf_14:
      return text(digits, code.quiet_left, y, code.width() - 2 * code.quiet_left, size);
  }
  return {};
}

}  // namespace

std::string barcode_svg(const Barcode& code) {
  const int frame = bearer_height(code), width = code.width();
  const int height = code.height + 2 * frame + kText * code.units_per_module;
  std::string path;
  for (const auto& bar : bars_of(code)) path += rectangle(bar.left, frame, bar.width, bar.height);
  if (frame > 0) path += rectangle(0, 0, width, frame) + rectangle(0, frame + code.height, width, frame);
  const auto size = std::to_string(width) + " " + std::to_string(height);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"" + rectangle(0, 0, width, height) +
         "\"/><path fill=\"#000\" d=\"" + path + "\"/><g font-family=\"OCR-B, monospace\">" +
         digits_below(code, height - code.units_per_module) + "</g></svg>\n";
}

std::string barcode_png(const Barcode& code, int pixels_per_unit) {
  const int frame = bearer_height(code), width = code.width();
  const int tall = code.symbology == Symbology::itf_14 ? 0 : kTallBy * code.units_per_module;
  const int height = code.height + 2 * frame + tall;
  std::vector<int> reach(static_cast<std::size_t>(width), 0);  // down to where each column is dark
  for (const auto& bar : bars_of(code)) {
    for (int x = bar.left; x < bar.left + bar.width; ++x) reach[static_cast<std::size_t>(x)] = bar.height;
  }
  const auto is_dark = [&](int x, int y) {
    x /= pixels_per_unit;
    y = y / pixels_per_unit - frame;
    if (y < 0 || (frame > 0 && y >= code.height)) return true;
    return y < reach[static_cast<std::size_t>(x)];
  };
  return drawing::bitmap_png(width * pixels_per_unit, height * pixels_per_unit, is_dark);
}

}  // namespace shanhai::catalog
