#include "services/catalog/images/picture.hpp"

#include <lcms2.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace shanhai::catalog {
namespace {

constexpr std::size_t kChannels = 3;
constexpr std::size_t kProfileBytesMax = 1 << 20;

// Each of `to` values along a line covers from/to of the values it is made from: whole ones and parts of two. Counted
// in parts of 1/to, so that nothing is rounded but the result.
template <class At, class Put>
void average_line(int from, int to, At at, Put put) {
  for (int i = 0; i < to; ++i) {
    const std::int64_t begin = static_cast<std::int64_t>(i) * from;
    const std::int64_t end = begin + from;
    std::uint64_t sums[kChannels] = {};
    for (std::int64_t k = begin / to; k * to < end; ++k) {
      const auto weight = static_cast<std::uint64_t>(std::min(end, (k + 1) * to) - std::max(begin, k * to));
      const std::uint8_t* value = at(static_cast<int>(k));
      for (std::size_t c = 0; c < kChannels; ++c) sums[c] += weight * value[c];
    }
    std::uint8_t* out = put(i);
    const auto total = static_cast<std::uint64_t>(from);
    for (std::size_t c = 0; c < kChannels; ++c) out[c] = static_cast<std::uint8_t>((sums[c] + total / 2) / total);
  }
}

std::size_t offset(int width, int x, int y) {
  return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * kChannels;
}

Picture blank(int width, int height) {
  Picture out;
  out.width = width;
  out.height = height;
  out.rgb.resize(offset(width, 0, height));
  return out;
}

// Where the pixel stands that is shown at (x, y).
struct Place {
  int x, y;
};
Place source_of(const Picture& from, int orientation, int x, int y) {
  const int right = from.width - 1, bottom = from.height - 1;
  switch (orientation) {
    case 2:
      return {right - x, y};
    case 3:
      return {right - x, bottom - y};
    case 4:
      return {x, bottom - y};
    case 5:
      return {y, x};
    case 6:
      return {y, bottom - x};
    case 7:
      return {right - y, bottom - x};
    case 8:
      return {right - y, x};
    default:
      return {x, y};
  }
}

struct CloseProfile {
  using pointer = cmsHPROFILE;
  void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  using pointer = cmsHTRANSFORM;
  void operator()(cmsHTRANSFORM transform) const { cmsDeleteTransform(transform); }
};

}  // namespace

Error image_refused(std::string code, std::string detail) {
  auto error = Error::unprocessable("image_refused");
  error.fields.push_back({"/file/content_base64", std::move(code), std::move(detail)});
  return error;
}

std::vector<FieldError> check_size(std::int64_t width, std::int64_t height) {
  if (width > 0 && height > 0 && width <= kSideMax && height <= kSideMax && width * height <= kPixelsMax) return {};
  return {{"/file/content_base64", "too_many_pixels", "at most 40 million, and 20,000 on a side"}};
}

RowShrinker::RowShrinker(int width, int height, int factor)
    : width_(width), factor_(factor), picture_(blank(width / factor, height / factor)) {
  sums_.resize(static_cast<std::size_t>(picture_.width) * kChannels);
}

// What is left over at the right and at the bottom, less than a factor of pixels, is cut off.
void RowShrinker::add(const std::uint8_t* rgb) {
  if (done_ == picture_.height) return;
  for (int x = 0; x < picture_.width; ++x) {
    for (int k = 0; k < factor_; ++k) {
      const auto* pixel = rgb + offset(width_, x * factor_ + k, 0);
      for (std::size_t c = 0; c < kChannels; ++c) sums_[static_cast<std::size_t>(x) * kChannels + c] += pixel[c];
    }
  }
  if (++rows_ < factor_) return;
  const auto area = static_cast<std::uint32_t>(factor_ * factor_);
  auto* out = picture_.rgb.data() + offset(picture_.width, 0, done_++);
  for (std::size_t i = 0; i < sums_.size(); ++i) out[i] = static_cast<std::uint8_t>((sums_[i] + area / 2) / area);
  std::fill(sums_.begin(), sums_.end(), 0);
  rows_ = 0;
}

int shrink_factor(int width, int height, int longest) {
  return std::clamp(std::max(width, height) / longest, 1, std::max(1, std::min(width, height)));
}

Picture scaled(const Picture& picture, int longest) {
  const int before = std::max(picture.width, picture.height);
  if (before <= longest) return picture;
  const auto shorter = [&](int side) {
    return std::max<int>(1, static_cast<int>((static_cast<std::int64_t>(side) * longest + before / 2) / before));
  };
  auto narrow = blank(shorter(picture.width), picture.height);
  for (int y = 0; y < picture.height; ++y) {
    average_line(
        picture.width, narrow.width, [&](int x) { return picture.rgb.data() + offset(picture.width, x, y); },
        [&](int x) { return narrow.rgb.data() + offset(narrow.width, x, y); });
  }
  auto out = blank(narrow.width, shorter(picture.height));
  for (int x = 0; x < narrow.width; ++x) {
    average_line(
        narrow.height, out.height, [&](int y) { return narrow.rgb.data() + offset(narrow.width, x, y); },
        [&](int y) { return out.rgb.data() + offset(out.width, x, y); });
  }
  return out;
}

Picture turned(Picture picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  const bool sideways = orientation >= 5;
  auto out = sideways ? blank(picture.height, picture.width) : blank(picture.width, picture.height);
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const auto from = source_of(picture, orientation, x, y);
      std::copy_n(picture.rgb.data() + offset(picture.width, from.x, from.y), kChannels,
                  out.rgb.data() + offset(out.width, x, y));
    }
  }
  return out;
}

void to_srgb(Picture& picture, const std::string& profile) {
  if (profile.empty() || profile.size() > kProfileBytesMax) return;
  const std::unique_ptr<void, CloseProfile> from(
      cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
  if (!from || cmsGetColorSpace(from.get()) != cmsSigRgbData) return;
  const std::unique_ptr<void, CloseProfile> to(cmsCreate_sRGBProfile());
  if (!to) throw std::bad_alloc();
  const std::unique_ptr<void, DeleteTransform> transform(
      cmsCreateTransform(from.get(), TYPE_RGB_8, to.get(), TYPE_RGB_8, INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE));
  if (!transform) return;
  auto* pixels = picture.rgb.data();
  cmsDoTransform(transform.get(), pixels, pixels, static_cast<cmsUInt32Number>(picture.rgb.size() / kChannels));
}

int exif_orientation(std::string_view tiff) {
  const auto byte = [&](std::size_t at) -> std::uint32_t { return static_cast<unsigned char>(tiff[at]); };
  if (tiff.size() < 8 || (tiff.substr(0, 2) != "II" && tiff.substr(0, 2) != "MM")) return 1;
  const bool little = tiff[0] == 'I';
  const auto two = [&](std::size_t at) { return little ? byte(at) | byte(at + 1) << 8 : byte(at) << 8 | byte(at + 1); };
  const auto four = [&](std::size_t at) { return little ? two(at) | two(at + 2) << 16 : two(at) << 16 | two(at + 2); };
  const std::size_t directory = four(4);
  if (directory > tiff.size() - 2) return 1;
  const std::size_t entries = two(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const auto entry = directory + 2 + i * 12;
    if (entry + 12 > tiff.size()) return 1;
    constexpr std::uint32_t kOrientation = 0x0112, kShort = 3;
    if (two(entry) != kOrientation || two(entry + 2) != kShort) continue;
    const auto value = two(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace shanhai::catalog
