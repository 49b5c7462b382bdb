// Pixels, and what is done to them between the file that comes in and the files that are kept. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.hpp"

namespace shanhai::catalog {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  // 8 bits each, rows from the top, no padding
};

// A picture as its file holds it.
struct DecodedPicture {
  Picture picture;
  int orientation = 1;  // as EXIF numbers them: what must be turned or mirrored before it is shown
  std::string profile;  // ICC; empty: sRGB
};

// What is read at all. A file of a few kilobytes can claim to be a picture of gigabytes.
inline constexpr std::int64_t kPixelsMax = 40'000'000;
inline constexpr std::int64_t kInterlacedPixelsMax = 8'000'000;  // these are held whole
inline constexpr std::int64_t kSideMax = 20'000;

// unprocessable image_refused, with `code` at /file/content_base64.
Error image_refused(std::string code, std::string detail);
// too_many_pixels, where a picture of this size is not read.
std::vector<FieldError> check_size(std::int64_t width, std::int64_t height);

// Rows of a large picture, `factor` by `factor` pixels made one by their average, so that it is never held whole.
class RowShrinker {
 public:
  RowShrinker(int width, int height, int factor);
  void add(const std::uint8_t* rgb);  // the next row
  Picture take() { return std::move(picture_); }

 private:
  const int width_, factor_;
  int rows_ = 0;  // in sums_
  int done_ = 0;  // rows written
  Picture picture_;
  std::vector<std::uint32_t> sums_;
};
// How much smaller a decoder may make it while its longer side keeps `longest` pixels.
int shrink_factor(int width, int height, int longest);

// The average of what each pixel covers; its longer side becomes `longest` where it was longer, else it stays.
Picture scaled(const Picture& picture, int longest);
// Upright. `orientation` 1 to 8.
Picture turned(Picture picture, int orientation);
// From the colours of an ICC profile to sRGB. A profile that is damaged or not of RGB is not looked at.
void to_srgb(Picture& picture, const std::string& profile);

// Orientation of an EXIF block (a TIFF, without "Exif\0\0" before it); 1 where it names none.
int exif_orientation(std::string_view tiff);

}  // namespace shanhai::catalog
