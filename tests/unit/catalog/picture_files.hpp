// Pictures as cameras and strangers write them.
#pragma once

#include <zlib.h>

#include "services/catalog/images/jpeg.hpp"

namespace shanhai::catalog::sample {

using Colour = std::array<std::uint8_t, 3>;
inline constexpr Colour kRed{220, 30, 30}, kGreen{30, 180, 60}, kBlue{30, 60, 200}, kYellow{230, 220, 40};

// Four quarters: red and green above, blue and yellow below.
inline Picture quarters(int width, int height) {
  Picture out;
  out.width = width;
  out.height = height;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto& colour = y < height / 2 ? (x < width / 2 ? kRed : kGreen) : (x < width / 2 ? kBlue : kYellow);
      out.rgb.insert(out.rgb.end(), colour.begin(), colour.end());
    }
  }
  return out;
}

// Of the four corners' middles, from the left above to the right below, each the nearest of the four colours: "RGBY".
inline std::string corners(const Picture& picture) {
  std::string out;
  const std::array<std::pair<char, Colour>, 4> colours = {{{'R', kRed}, {'G', kGreen}, {'B', kBlue}, {'Y', kYellow}}};
  for (const int y : {picture.height / 4, picture.height * 3 / 4}) {
    for (const int x : {picture.width / 4, picture.width * 3 / 4}) {
      const auto* pixel = picture.rgb.data() + static_cast<std::size_t>(y * picture.width + x) * 3;
      const auto far = [&](const Colour& colour) {
        int sum = 0;
        for (std::size_t c = 0; c < 3; ++c) sum += std::abs(pixel[c] - colour[c]);
        return sum;
      };
      out += std::min_element(colours.begin(), colours.end(), [&](const auto& a, const auto& b) {
               return far(a.second) < far(b.second);
             })->first;
    }
  }
  return out;
}

inline std::string big_endian(std::uint32_t value, int bytes) {
  std::string out;
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xFF);
  return out;
}

// EXIF with an orientation, and the place in Zhaojue where the picture was taken.
inline std::string exif(int orientation) {
  const auto entry = [](int tag, int type, int count, const std::string& value) {
    return big_endian(static_cast<std::uint32_t>(tag), 2) + big_endian(static_cast<std::uint32_t>(type), 2) +
           big_endian(static_cast<std::uint32_t>(count), 4) + value + std::string(4 - value.size(), '\0');
  };
  std::string out("MM\0*", 4);
  out += big_endian(8, 4);
  out += big_endian(2, 2) + entry(0x0112, 3, 1, big_endian(static_cast<std::uint32_t>(orientation), 2)) +
         entry(0x8825, 4, 1, big_endian(38, 4)) + big_endian(0, 4);
  out += big_endian(2, 2) + entry(1, 2, 2, "N") + entry(2, 5, 3, big_endian(68, 4)) + big_endian(0, 4);
  for (const std::uint32_t part : {28U, 1U, 0U, 1U, 51000U, 1000U}) out += big_endian(part, 4);
  return out + "SHANHAI-GPS-28N102E";
}

// The JPEG with one more segment behind its beginning.
inline std::string with_segment(const std::string& jpeg, unsigned char marker, const std::string& data) {
  std::string segment = "\xFF";
  segment += static_cast<char>(marker);
  segment += big_endian(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
  return jpeg.substr(0, 2) + segment + jpeg.substr(2);
}

inline std::string with_exif(const std::string& jpeg, int orientation) {
  return with_segment(jpeg, 0xE1, std::string("Exif\0\0", 6) + exif(orientation));
}

inline std::string chunk(const std::string& type, const std::string& data) {
  const auto body = type + data;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size()), 4) + body + big_endian(static_cast<std::uint32_t>(sum), 4);
}

// `type`: 2 RGB, 6 with transparency. `rows`: as they are, without filter bytes.
inline std::string png(std::uint32_t width, std::uint32_t height, int type, const std::string& rows, bool interlaced,
                       const std::string& more = {}) {
  const std::size_t stride = static_cast<std::size_t>(width) * (type == 6 ? 4 : 3);
  std::string filtered;
  for (std::size_t at = 0; at < rows.size(); at += stride) filtered += '\0' + rows.substr(at, stride);
  std::string packed(compressBound(static_cast<uLong>(filtered.size())), '\0');
  auto size = static_cast<uLongf>(packed.size());
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(filtered.data()),
           static_cast<uLong>(filtered.size()));
  packed.resize(size);
  std::string head = big_endian(width, 4) + big_endian(height, 4);
  for (const int value : {8, type, 0, 0, interlaced ? 1 : 0}) head += static_cast<char>(value);
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", head) + more + chunk("IDAT", packed) + chunk("IEND", {});
}

inline std::string png(const Picture& picture, const std::string& more = {}) {
  return png(static_cast<std::uint32_t>(picture.width), static_cast<std::uint32_t>(picture.height), 2,
             std::string(picture.rgb.begin(), picture.rgb.end()), false, more);
}

}  // namespace shanhai::catalog::sample
