// Barcodes at the end of a pipe: each line of standard input is a GTIN of 14 digits; each line of standard output its
// barcode: {"png": base64, "svg": ...}.
#include <iostream>

#include "common/base/encoding.hpp"
#include "services/catalog/barcode/drawing.hpp"

int main() {
  using namespace shanhai;
  for (std::string line; std::getline(std::cin, line);) {
    const auto code = catalog::barcode_of(line);
    const json::Object out{{"png", to_base64(catalog::barcode_png(code, 3))}, {"svg", catalog::barcode_svg(code)}};
    std::cout << json::to_text(out) << std::endl;
  }
}
