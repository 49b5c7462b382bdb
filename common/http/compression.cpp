#include "common/http/compression.hpp"

#include <zlib.h>

#include <stdexcept>

namespace shanhai::http {
namespace {

constexpr std::size_t kWorthBytes = 1024;  // below, the answer fits one packet anyway
constexpr int kLevel = 5;                  // beyond, JSON shrinks little and costs much more
constexpr int kGzipWindowBits = 15 + 16;   // zlib's way to ask for gzip's framing

}  // namespace

struct Gzip::Impl {
  z_stream stream{};
};

Gzip::Gzip() : impl_(std::make_unique<Impl>()) {
  if (deflateInit2(&impl_->stream, kLevel, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib could not be set up");
  }
}

Gzip::~Gzip() { deflateEnd(&impl_->stream); }

std::string Gzip::compress(std::string_view bytes) {
  auto& stream = impl_->stream;
  deflateReset(&stream);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib did not finish");
  out.resize(out.size() - stream.avail_out);
  return out;
}

bool is_worth_compressing(std::string_view content_type, std::size_t bytes) {
  if (bytes <= kWorthBytes) return false;
  return content_type.starts_with("text/") || content_type.find("json") != std::string_view::npos ||
         content_type.find("xml") != std::string_view::npos ||
         content_type.find("javascript") != std::string_view::npos;
}

}  // namespace shanhai::http
