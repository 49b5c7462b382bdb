// The barcode of a GTIN, as bars (GS1 General Specifications 5.2 and 5.3; ISO/IEC 15420, ISO/IEC 16390): EAN-13 for
// GTIN-13 and GTIN-12, EAN-8 for GTIN-8, ITF-14 for a GTIN-14 that begins with another digit than 0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::catalog {

enum class Symbology { ean_8, ean_13, itf_14 };

struct BarcodeElement {
  int width = 0;      // in units
  bool tall = false;  // reaches below the others (guards of EAN)
};

struct Barcode {
  Symbology symbology = Symbology::ean_13;
  std::string digits;                    // as people read them
  std::vector<BarcodeElement> elements;  // a bar, a space, a bar, ...; ends with a bar
  int units_per_module = 1;              // ITF-14: 2, as its wide elements are 2.5 modules
  int quiet_left = 0, quiet_right = 0;   // in units
  int height = 0;                        // of the bars, in units
  int width() const;                     // with quiet zones, in units
};

// `gtin14`: valid (common/base/gtin.hpp), 14 digits.
Barcode barcode_of(std::string_view gtin14);

}  // namespace shanhai::catalog
