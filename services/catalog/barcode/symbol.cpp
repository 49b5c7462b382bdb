#include "services/catalog/barcode/symbol.hpp"

#include <algorithm>
#include <array>

namespace shanhai::catalog {
namespace {

// Widths of a digit's four elements in number set A; C has the same and begins with a bar, B has them backwards.
constexpr std::array<std::string_view, 10> kSetA = {"3211", "2221", "2122", "1411", "1132",
                                                    "1231", "1114", "1312", "1213", "3112"};
// Which sets of the left half say the first digit of EAN-13, which has no bars of its own.
constexpr std::array<std::string_view, 10> kParity = {"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
                                                      "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"};
// Interleaved two of five: which of a digit's five elements are wide.
constexpr std::array<std::string_view, 10> kTwoOfFive = {"nnwwn", "wnnnw", "nwnnw", "wwnnn", "nnwnw",
                                                         "wnwnn", "nwwnn", "nnnww", "wnnwn", "nwnwn"};
constexpr int kNarrow = 2, kWide = 5;
constexpr int kEanHeight = 69, kItfHeight = 64;  // 22.85 mm at 0.33 mm a module, 32 mm at 1 mm

std::size_t value(char digit) { return static_cast<std::size_t>(digit - '0'); }

void add(Barcode& code, std::string_view widths, bool tall = false) {
  for (const char width : widths) code.elements.push_back({width - '0', tall});
}

void add_backwards(Barcode& code, std::string_view widths) {
  std::for_each(widths.rbegin(), widths.rend(), [&](char width) { code.elements.push_back({width - '0', false}); });
}

// `left` by the sets of `parity`, `right` by set C, within guards.
void add_halves(Barcode& code, std::string_view left, std::string_view parity, std::string_view right) {
  add(code, "111", true);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto widths = kSetA[value(left[i])];
    parity[i] == 'A' ? add(code, widths) : add_backwards(code, widths);
  }
  add(code, "11111", true);
  for (const char digit : right) add(code, kSetA[value(digit)]);
  add(code, "111", true);
}

Barcode ean_13(std::string_view digits) {
  Barcode code{Symbology::ean_13, std::string(digits), {}, 1, 11, 7, kEanHeight};
  add_halves(code, digits.substr(1, 6), kParity[value(digits[0])], digits.substr(7));
  return code;
}

Barcode ean_8(std::string_view digits) {
  Barcode code{Symbology::ean_8, std::string(digits), {}, 1, 7, 7, kEanHeight};
  add_halves(code, digits.substr(0, 4), "AAAA", digits.substr(4));
  return code;
}

Barcode itf_14(std::string_view digits) {
  Barcode code{Symbology::itf_14, std::string(digits), {}, kNarrow, 10 * kNarrow, 10 * kNarrow, kItfHeight};
  const auto width = [](char kind) { return BarcodeElement{kind == 'w' ? kWide : kNarrow, false}; };
  for (const char kind : std::string_view("nnnn")) code.elements.push_back(width(kind));
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    for (std::size_t k = 0; k < 5; ++k) {
      code.elements.push_back(width(kTwoOfFive[value(digits[i])][k]));
      code.elements.push_back(width(kTwoOfFive[value(digits[i + 1])][k]));
    }
  }
  for (const char kind : std::string_view("wnn")) code.elements.push_back(width(kind));
  return code;
}

}  // namespace

int Barcode::width() const {
  int out = quiet_left + quiet_right;
  for (const auto& element : elements) out += element.width;
  return out;
}

Barcode barcode_of(std::string_view gtin14) {
  if (gtin14.front() != '0') return itf_14(gtin14);
  return gtin14.starts_with("000000") ? ean_8(gtin14.substr(6)) : ean_13(gtin14.substr(1));
}

}  // namespace shanhai::catalog
