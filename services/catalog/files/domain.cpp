#include "services/catalog/files/domain.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"

namespace shanhai::catalog {
namespace {

bool is_plain_text(std::string_view bytes) {
  const bool printable = std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) {
    return (c >= 0x20 && c != 0x7F) || c == '\n' || c == '\r' || c == '\t';
  });
  return !bytes.empty() && printable && is_valid_utf8(bytes);
}

}  // namespace

std::optional<std::string_view> sniff_media_type(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("%PDF-"sv)) return "application/pdf";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF"sv)) return "image/jpeg";
  if (is_plain_text(bytes)) return "text/plain";
  return std::nullopt;
}

}  // namespace shanhai::catalog
