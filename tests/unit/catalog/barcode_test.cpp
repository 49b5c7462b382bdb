#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "common/base/gtin.hpp"
#include "services/catalog/barcode/drawing.hpp"

namespace shanhai::catalog {
namespace {

// As a scanner sees it: 1 dark, 0 light, one for each unit, without quiet zones.
std::string modules_of(const Barcode& code) {
  std::string out;
  for (std::size_t i = 0; i < code.elements.size(); ++i)
    out.append(static_cast<std::size_t>(code.elements[i].width), i % 2 == 0 ? '1' : '0');
  return out;
}

// The tables of ISO/IEC 15420 as they are printed there: seven modules for each digit, sets A and B; C is A inverted.
const std::map<std::string, std::pair<char, char>>& printed_digits() {
  static const std::map<std::string, std::pair<char, char>> all = [] {
    const char* a[] = {"0001101", "0011001", "0010011", "0111101", "0100011",
                       "0110001", "0101111", "0111011", "0110111", "0001011"};
    const char* b[] = {"0100111", "0110011", "0011011", "0100001", "0011101",
                       "0111001", "0000101", "0010001", "0001001", "0010111"};
    std::map<std::string, std::pair<char, char>> out;
    for (int i = 0; i < 10; ++i) {
      std::string c = a[i];
      for (auto& module : c) module = module == '0' ? '1' : '0';
      const auto digit = static_cast<char>('0' + i);
      out[a[i]] = {digit, 'A'};
      out[b[i]] = {digit, 'B'};
      out[c] = {digit, 'C'};
    }
    return out;
  }();
  return all;
}

// Digits and sets of one half.
std::pair<std::string, std::string> read_half(const std::string& modules) {
  std::pair<std::string, std::string> out;
  for (std::size_t at = 0; at < modules.size(); at += 7) {
    const auto& [digit, set] = printed_digits().at(modules.substr(at, 7));
    out.first += digit;
    out.second += set;
  }
  return out;
}

std::string read_ean_13(const std::string& modules) {
  EXPECT_EQ(modules.size(), 95u);
  EXPECT_EQ(modules.substr(0, 3) + modules.substr(45, 5) + modules.substr(92), "10101010101");
  const char* parities[] = {"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
                            "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"};
  const auto left = read_half(modules.substr(3, 42)), right = read_half(modules.substr(50, 42));
  EXPECT_EQ(right.second, "CCCCCC");
  const auto first = std::find(std::begin(parities), std::end(parities), left.second) - std::begin(parities);
  return std::to_string(first) + left.first + right.first;
}

TEST(Barcode, OfThirteenDigitsReadsBack) {
  const auto code = barcode_of("06901234567892");
  EXPECT_EQ(code.symbology, Symbology::ean_13);
  EXPECT_EQ(code.digits, "6901234567892");
  EXPECT_EQ(code.width(), 11 + 95 + 7);
  for (int first = 0; first < 10; ++first) {
    for (const std::string body : {"01234567890", "98765432109", "13579024681"}) {
      auto digits = std::to_string(first) + body;
      digits += gs1_check_digit(digits);
      if (digits.starts_with("00000")) continue;
      EXPECT_EQ(read_ean_13(modules_of(barcode_of("0" + digits))), digits);
    }
  }
}

TEST(Barcode, OfEightDigitsReadsBack) {
  const auto code = barcode_of(to_gtin14("96385074"));
  EXPECT_EQ(code.symbology, Symbology::ean_8);
  const auto modules = modules_of(code);
  ASSERT_EQ(modules.size(), 67u);
  EXPECT_EQ(read_half(modules.substr(3, 28)).first + read_half(modules.substr(36, 28)).first, "96385074");
  EXPECT_EQ(read_half(modules.substr(3, 28)).second, "AAAA");
}

TEST(Barcode, OfACartonReadsBack) {
  std::string digits = "1690123456789";
  digits += gs1_check_digit(digits);
  const auto code = barcode_of(digits);
  EXPECT_EQ(code.symbology, Symbology::itf_14);
  ASSERT_EQ(code.elements.size(), 4u + 70u + 3u);
  const char* printed[] = {"00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010"};
  const auto wide = [&](std::size_t element) { return code.elements[element].width > 3 ? '1' : '0'; };
  std::string read;
  for (std::size_t pair = 0; pair < 7; ++pair) {
    for (std::size_t which = 0; which < 2; ++which) {  // bars first, the spaces between them second
      std::string pattern;
      for (std::size_t k = 0; k < 5; ++k) pattern += wide(4 + pair * 10 + k * 2 + which);
      const auto digit = std::find(std::begin(printed), std::end(printed), pattern) - std::begin(printed);
      read += static_cast<char>('0' + digit);
    }
  }
  EXPECT_EQ(read, digits);
  EXPECT_EQ(code.elements.front().width * 5, code.elements[74].width * 2) << "wide is 2.5 narrow";
}

TEST(Barcode, HasQuietZonesAndDigits) {
  const auto svg = barcode_svg(barcode_of("06901234567892"));
  EXPECT_NE(svg.find("viewBox=\"0 0 113 79\""), svg.npos);
  EXPECT_NE(svg.find(">6</text>"), svg.npos);
  EXPECT_NE(svg.find(">901234</text>"), svg.npos);
  EXPECT_NE(svg.find(">567892</text>"), svg.npos);
  EXPECT_TRUE(barcode_png(barcode_of("06901234567892"), 3).starts_with("\x89PNG"));
}

}  // namespace
}  // namespace shanhai::catalog
