#include "services/catalog/images/jpeg.hpp"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

// clang-format off: these need <cstdio> before them
#include <jerror.h>
#include <jpeglib.h>
// clang-format on

namespace shanhai::catalog {
namespace {

constexpr long kMemoryMax = 256 << 20;
// A progressive file may repeat itself, and each scan costs a walk over the whole picture.
constexpr std::int64_t kScansMax = 20;
constexpr std::int64_t kScannedPixelsMax = 500'000'000;
constexpr unsigned kExif = JPEG_APP0 + 1, kMarkerMax = 0xFFFF;

// libjpeg reports failures by longjmp, which must not pass over an object with a destructor: what decoding needs is
// kept here, and the functions that may be left so hold none.
struct Reading {
  jpeg_decompress_struct decoder{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf failed{};
  bool damaged = false;
  const char* refusal = nullptr;  // a code
  int longest = 0;
  unsigned char* profile = nullptr;
  unsigned profile_size = 0;
  DecodedPicture out;

  Reading() = default;
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() {
    jpeg_destroy_decompress(&decoder);
    std::free(profile);
  }
};

Reading& reading_of(j_common_ptr any) { return *static_cast<Reading*>(any->client_data); }

void fail(j_common_ptr any) { std::longjmp(reading_of(any).failed, 1); }

// Bytes between markers, a colour transform that only Adobe knows and a broken profile harm no pixel.
void note_warning(j_common_ptr any, int level) {
  const int code = any->err->msg_code;
  if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_ADOBE_XFORM && code != JWRN_BOGUS_ICC)
    reading_of(any).damaged = true;
}

void say_nothing(j_common_ptr) {}

void watch_scans(j_common_ptr any) {
  auto& reading = reading_of(any);
  const std::int64_t scans = reading.decoder.input_scan_number;
  const auto pixels = static_cast<std::int64_t>(reading.decoder.image_width) * reading.decoder.image_height;
  if (scans <= kScansMax && scans * pixels <= kScannedPixelsMax + pixels) return;
  reading.refusal = "too_many_scans";
  fail(any);
}

bool may_decode(Reading* reading) {
  const auto& decoder = reading->decoder;
  if (!check_size(decoder.image_width, decoder.image_height).empty()) {
    reading->refusal = "too_many_pixels";
  } else if (decoder.jpeg_color_space == JCS_CMYK || decoder.jpeg_color_space == JCS_YCCK ||
             decoder.jpeg_color_space == JCS_UNKNOWN) {
    reading->refusal = "unsupported_colour";
  }
  return !reading->refusal;
}

// libjpeg makes it 1/8, 1/4 or 1/2 at less cost than it takes to decode the whole.
void choose_scale(Reading* reading) {
  auto& decoder = reading->decoder;
  const auto longer = std::max(decoder.image_width, decoder.image_height);
  decoder.scale_denom = 8;
  for (decoder.scale_num = 1; decoder.scale_num < 8; decoder.scale_num *= 2) {
    if (longer * decoder.scale_num / 8 >= static_cast<unsigned>(reading->longest)) break;
  }
}

void read_orientation(Reading* reading) {
  for (auto marker = reading->decoder.marker_list; marker; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    constexpr std::string_view kHead("Exif\0\0", 6);
    if (marker->marker == kExif && data.starts_with(kHead))
      reading->out.orientation = exif_orientation(data.substr(kHead.size()));
  }
}

void make_room(Reading* reading) {
  auto& picture = reading->out.picture;
  picture.width = static_cast<int>(reading->decoder.output_width);
  picture.height = static_cast<int>(reading->decoder.output_height);
  picture.rgb.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3);
}

bool decode(Reading* reading, const unsigned char* bytes, unsigned long size) {
  auto* decoder = &reading->decoder;
  if (setjmp(reading->failed)) return false;
  jpeg_create_decompress(decoder);
  decoder->mem->max_memory_to_use = kMemoryMax;
  decoder->progress = &reading->progress;
  jpeg_mem_src(decoder, bytes, size);
  jpeg_save_markers(decoder, kExif, kMarkerMax);
  jpeg_save_markers(decoder, JPEG_APP0 + 2, kMarkerMax);  // the profile
  jpeg_read_header(decoder, TRUE);
  if (!may_decode(reading)) return false;
  choose_scale(reading);
  read_orientation(reading);
  jpeg_read_icc_profile(decoder, &reading->profile, &reading->profile_size);
  decoder->out_color_space = JCS_RGB;
  jpeg_start_decompress(decoder);
  make_room(reading);
  while (decoder->output_scanline < decoder->output_height) {
    const auto stride = static_cast<std::size_t>(decoder->output_width) * 3;
    JSAMPROW row = reading->out.picture.rgb.data() + decoder->output_scanline * stride;
    jpeg_read_scanlines(decoder, &row, 1);
  }
  jpeg_finish_decompress(decoder);
  return !reading->damaged;
}

// libjpeg's own destination frees a buffer that it has outgrown and names the new one at the end only: what fails in
// between would free the old one twice. Hence one of our own.
struct Writing {
  jpeg_compress_struct encoder{};
  jpeg_destination_mgr sink{};
  jpeg_error_mgr errors{};
  std::jmp_buf failed{};
  unsigned char* bytes = nullptr;
  std::size_t room = 0, size = 0;

  Writing() = default;
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  ~Writing() {
    jpeg_destroy_compress(&encoder);
    std::free(bytes);
  }
};

constexpr std::size_t kFirstRoom = 64 << 10;

void grow(j_compress_ptr encoder) {
  auto& writing = *static_cast<Writing*>(encoder->client_data);
  const auto room = writing.room == 0 ? kFirstRoom : writing.room * 2;
  auto* bytes = static_cast<unsigned char*>(std::realloc(writing.bytes, room));
  if (!bytes) ERREXIT1(encoder, JERR_OUT_OF_MEMORY, 0);
  writing.sink.next_output_byte = bytes + writing.room;
  writing.sink.free_in_buffer = room - writing.room;
  writing.bytes = bytes;
  writing.room = room;
}

boolean go_on(j_compress_ptr encoder) {
  grow(encoder);  // called when all of the room is written
  return TRUE;
}

void finish(j_compress_ptr encoder) {
  auto& writing = *static_cast<Writing*>(encoder->client_data);
  writing.size = writing.room - writing.sink.free_in_buffer;
}

bool encode(Writing* writing, const Picture* picture, int quality) {
  auto* encoder = &writing->encoder;
  if (setjmp(writing->failed)) return false;
  jpeg_create_compress(encoder);
  writing->sink.init_destination = grow;
  writing->sink.empty_output_buffer = go_on;
  writing->sink.term_destination = finish;
  encoder->dest = &writing->sink;
  encoder->image_width = static_cast<JDIMENSION>(picture->width);
  encoder->image_height = static_cast<JDIMENSION>(picture->height);
  encoder->input_components = 3;
  encoder->in_color_space = JCS_RGB;
  jpeg_set_defaults(encoder);
  jpeg_set_quality(encoder, quality, TRUE);
  jpeg_simple_progression(encoder);
  jpeg_start_compress(encoder, TRUE);
  const auto stride = static_cast<std::size_t>(picture->width) * 3;
  while (encoder->next_scanline < encoder->image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture->rgb.data() + encoder->next_scanline * stride);
    jpeg_write_scanlines(encoder, &row, 1);
  }
  jpeg_finish_compress(encoder);
  return true;
}

}  // namespace

Result<DecodedPicture> read_jpeg(std::string_view bytes, int longest) {
  Reading reading;
  reading.longest = longest;
  reading.decoder.err = jpeg_std_error(&reading.errors);
  reading.decoder.client_data = &reading;
  reading.errors.error_exit = fail;
  reading.errors.emit_message = note_warning;
  reading.errors.output_message = say_nothing;
  reading.progress.progress_monitor = watch_scans;
  const bool whole = decode(&reading, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  if (reading.refusal) return image_refused(reading.refusal, "at most 40 million pixels of grey or RGB, in 20 scans");
  if (!whole) return image_refused("damaged_image", "the JPEG cannot be decoded to its end");
  if (reading.profile) reading.out.profile.assign(reinterpret_cast<const char*>(reading.profile), reading.profile_size);
  return std::move(reading.out);
}

std::string write_jpeg(const Picture& picture, int quality) {
  Writing writing;
  writing.encoder.err = jpeg_std_error(&writing.errors);
  writing.encoder.client_data = &writing;
  writing.errors.error_exit = [](j_common_ptr any) {
    std::longjmp(static_cast<Writing*>(any->client_data)->failed, 1);
  };
  writing.errors.output_message = say_nothing;
  if (!encode(&writing, &picture, quality)) throw std::runtime_error("a JPEG cannot be written");
  return {reinterpret_cast<const char*>(writing.bytes), writing.size};
}

}  // namespace shanhai::catalog
