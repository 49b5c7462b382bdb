#include "services/catalog/images/png.hpp"

#include <png.h>

#include <csetjmp>
#include <cstring>
#include <optional>

namespace shanhai::catalog {
namespace {

constexpr png_alloc_size_t kChunkBytesMax = 4 << 20;
constexpr png_uint_32 kChunksMax = 64;
// Nothing here looks at these, and each may be unpacked to megabytes: they are passed over as they come.
constexpr png_byte kIgnored[] = {'t', 'E', 'X', 't', 0, 'z', 'T', 'X', 't', 0,
                                 'i', 'T', 'X', 't', 0, 's', 'P', 'L', 'T', 0};
constexpr std::size_t kIn = 4, kOut = 3;  // bytes of a pixel: with transparency, and without

// libpng reports failures by longjmp, which must not pass over an object with a destructor: what decoding needs is kept
// here, and the functions that may be left so hold none.
struct Reading {
  png_structp png = nullptr;
  png_infop head = nullptr;
  std::string_view rest;
  int longest = 0;
  const char* refusal = nullptr;  // a code
  std::optional<RowShrinker> shrinker;
  std::vector<png_byte> pixels;     // one row, or all of them where they come interlaced
  std::vector<png_bytep> rows;      // of an interlaced picture
  std::vector<std::uint8_t> plain;  // one row without transparency
  DecodedPicture out;

  Reading() = default;
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() { png_destroy_read_struct(&png, &head, nullptr); }
};

void read_bytes(png_structp png, png_bytep into, png_size_t count) {
  auto& reading = *static_cast<Reading*>(png_get_io_ptr(png));
  if (count > reading.rest.size()) png_error(png, "it ends early");
  std::memcpy(into, reading.rest.data(), count);
  reading.rest.remove_prefix(count);
}

void say_nothing(png_structp, png_const_charp) {}

void fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }

bool may_decode(Reading* reading) {
  const std::int64_t width = png_get_image_width(reading->png, reading->head);
  const std::int64_t height = png_get_image_height(reading->png, reading->head);
  const bool interlaced = png_get_interlace_type(reading->png, reading->head) != PNG_INTERLACE_NONE;
  if (check_size(width, height).empty() && (!interlaced || width * height <= kInterlacedPixelsMax)) return true;
  reading->refusal = "too_many_pixels";
  return false;
}

void note_profile(Reading* reading) {
  png_charp name = nullptr;
  int compression = 0;
  png_bytep profile = nullptr;
  png_uint_32 size = 0;
  if (png_get_iCCP(reading->png, reading->head, &name, &compression, &profile, &size) != 0)
    reading->out.profile.assign(reinterpret_cast<const char*>(profile), size);
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(reading->png, reading->head, &size, &exif) != 0)
    reading->out.orientation = exif_orientation({reinterpret_cast<const char*>(exif), size});
}

void make_room(Reading* reading) {
  const auto width = static_cast<int>(png_get_image_width(reading->png, reading->head));
  const auto height = static_cast<int>(png_get_image_height(reading->png, reading->head));
  const bool interlaced = png_get_interlace_type(reading->png, reading->head) != PNG_INTERLACE_NONE;
  const auto stride = static_cast<std::size_t>(width) * kIn;
  reading->shrinker.emplace(width, height, shrink_factor(width, height, reading->longest));
  reading->plain.resize(static_cast<std::size_t>(width) * kOut);
  reading->pixels.resize(interlaced ? stride * static_cast<std::size_t>(height) : stride);
  if (!interlaced) return;
  for (int y = 0; y < height; ++y)
    reading->rows.push_back(reading->pixels.data() + static_cast<std::size_t>(y) * stride);
}

// On white.
void add_row(Reading* reading, const png_byte* row) {
  for (std::size_t x = 0; x * kOut < reading->plain.size(); ++x) {
    const unsigned alpha = row[x * kIn + kOut];
    for (std::size_t c = 0; c < kOut; ++c) {
      const auto mixed = row[x * kIn + c] * alpha + 255U * (255U - alpha);
      reading->plain[x * kOut + c] = static_cast<std::uint8_t>((mixed + 127U) / 255U);
    }
  }
  reading->shrinker->add(reading->plain.data());
}

bool decode(Reading* reading) {
  png_structp png = reading->png;
  png_infop head = reading->head;
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_read_fn(png, reading, read_bytes);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // may_decode() judges the size
  png_set_chunk_malloc_max(png, kChunkBytesMax);
  png_set_chunk_cache_max(png, kChunksMax);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, kIgnored, sizeof kIgnored / 5);
  png_read_info(png, head);
  if (!may_decode(reading)) return false;
  note_profile(reading);
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_filler(png, 0xFF, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
  png_read_update_info(png, head);
  make_room(reading);
  if (!reading->rows.empty()) {
    png_read_image(png, reading->rows.data());
    for (png_bytep row : reading->rows) add_row(reading, row);
    return true;
  }
  const auto height = png_get_image_height(png, head);
  for (png_uint_32 y = 0; y < height; ++y) {
    png_read_row(png, reading->pixels.data(), nullptr);
    add_row(reading, reading->pixels.data());
  }
  return true;
}

}  // namespace

Result<DecodedPicture> read_png(std::string_view bytes, int longest) {
  Reading reading;
  reading.rest = bytes;
  reading.longest = longest;
  reading.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, say_nothing);
  if (reading.png) reading.head = png_create_info_struct(reading.png);
  if (!reading.head) throw std::bad_alloc();
  const bool whole = decode(&reading);
  if (reading.refusal)
    return image_refused(reading.refusal, "at most 40 million, 20,000 on a side, 8 million where it is interlaced");
  if (!whole) return image_refused("damaged_image", "the PNG cannot be decoded to its end");
  reading.out.picture = reading.shrinker->take();
  return std::move(reading.out);
}

}  // namespace shanhai::catalog
