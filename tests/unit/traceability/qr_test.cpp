#include "services/traceability/trace/qr.hpp"

#include <gtest/gtest.h>
#include <png.h>

#include <cstring>

namespace shanhai::traceability {
namespace {

const std::string kLink = "https://shanhai.example/01/02012345678903/10/T1";

// The three finder patterns in the corners, within a light quiet zone of 4.
void expect_finder(const QrCode& code, int left, int top) {
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 7; ++x) {
      const bool ring = x == 0 || x == 6 || y == 0 || y == 6;
      const bool core = x >= 2 && x <= 4 && y >= 2 && y <= 4;
      EXPECT_EQ(code.is_dark(left + x, top + y), ring || core) << x << ',' << y;
    }
  }
}

TEST(QrCode, HasItsPatternsAndQuietZone) {
  const QrCode code(kLink);
  const int n = code.modules();
  ASSERT_EQ((n - 8 - 17) % 4, 0);
  expect_finder(code, 4, 4);
  expect_finder(code, n - 11, 4);
  expect_finder(code, 4, n - 11);
  for (int i = 0; i < n; ++i) {
    for (int edge = 0; edge < 4; ++edge) {
      EXPECT_FALSE(code.is_dark(i, edge) || code.is_dark(edge, i) || code.is_dark(i, n - 1 - edge) ||
                   code.is_dark(n - 1 - edge, i));
    }
  }
}

TEST(QrCode, ItsPngShowsEveryModule) {
  const QrCode code(kLink);
  const auto bytes = code.png(3);
  png_image image;
  std::memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  ASSERT_TRUE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) << image.message;
  image.format = PNG_FORMAT_GRAY;
  ASSERT_EQ(image.width, static_cast<unsigned>(code.modules() * 3));
  ASSERT_EQ(image.height, image.width);
  std::vector<unsigned char> pixels(PNG_IMAGE_SIZE(image));
  ASSERT_TRUE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr)) << image.message;
  for (unsigned y = 0; y < image.height; ++y) {
    for (unsigned x = 0; x < image.width; ++x) {
      ASSERT_EQ(pixels[y * image.width + x] == 0, code.is_dark(static_cast<int>(x / 3), static_cast<int>(y / 3)));
    }
  }
}

TEST(QrCode, ItsSvgAndItsTextShowTheSame) {
  const QrCode code(kLink);
  const auto svg = code.svg();
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  std::vector<bool> drawn(static_cast<std::size_t>(code.modules() * code.modules()));
  const auto path = svg.substr(svg.find("fill=\"#000\""));
  int x = 0, y = 0, run = 0, used = 0;
  for (auto at = path.find('M'); at != path.npos; at = path.find('M', at + 1)) {
    ASSERT_EQ(std::sscanf(path.c_str() + at, "M%d %dh%dv1%n", &x, &y, &run, &used), 3);
    for (int i = 0; i < run; ++i) drawn[static_cast<std::size_t>(y * code.modules() + x + i)] = true;
  }
  const auto text = code.half_blocks();
  std::size_t at = 0;
  for (int row = 0; row < code.modules(); row += 2) {
    for (int column = 0; column < code.modules(); ++column) {
      EXPECT_EQ(drawn[static_cast<std::size_t>(row * code.modules() + column)], code.is_dark(column, row));
      const bool upper = !code.is_dark(column, row), lower = row + 1 < code.modules() && !code.is_dark(column, row + 1);
      const std::string expected = upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
      ASSERT_EQ(text.substr(at, expected.size()), expected);
      at += expected.size();
    }
    ASSERT_EQ(text[at++], '\n');
  }
  EXPECT_EQ(at, text.size());
}

TEST(QrCode, RefusesWhatItCannotHold) {
  EXPECT_THROW(QrCode(""), std::invalid_argument);
  EXPECT_THROW(QrCode(std::string(3000, 'x')), std::invalid_argument);
}

}  // namespace
}  // namespace shanhai::traceability
