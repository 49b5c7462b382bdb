// Barcodes as pictures.
#pragma once

#include "services/catalog/barcode/symbol.hpp"

namespace shanhai::catalog {

// Scales, names no size of its own; with the digits below, as GS1 asks for.
std::string barcode_svg(const Barcode& code);
// 1 bit, black on white, without digits: for programs that lay labels out themselves.
std::string barcode_png(const Barcode& code, int pixels_per_unit);

}  // namespace shanhai::catalog
