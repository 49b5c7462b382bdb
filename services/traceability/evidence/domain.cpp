#include "services/traceability/evidence/domain.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"

namespace shanhai::traceability {
namespace {

Error refused(const char* code, const char* detail) {
  auto error = Error::unprocessable("file_refused");
  error.fields.push_back({"/file/content_base64", code, detail});
  return error;
}

}  // namespace

std::optional<std::string_view> sniff_media_type(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  const bool has_control = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
  });
  if (!has_control && is_valid_utf8(bytes)) return "text/plain";
  return std::nullopt;
}

Result<ReportFile> read_report_file(std::string_view content_base64) {
  if (content_base64.size() > (kReportBytesMax + 2) / 3 * 4) return refused("file_too_large", "at most 5 MiB");
  auto bytes = from_base64(content_base64);
  if (!bytes) return refused("invalid_base64", "RFC 4648 with padding");
  if (bytes->empty()) return refused("empty_file", "");
  if (bytes->size() > kReportBytesMax) return refused("file_too_large", "at most 5 MiB");
  const auto type = sniff_media_type(*bytes);
  if (!type) return refused("unsupported_file_type", "PDF, PNG, JPEG or plain UTF-8 text");
  return ReportFile{std::move(*bytes), *type};
}

}  // namespace shanhai::traceability
