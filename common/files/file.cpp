#include "common/files/file.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"

namespace shanhai::files {
namespace {

bool is_plain_text(std::string_view bytes) {
  const bool printable = std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) {
    return (c >= 0x20 && c != 0x7F) || c == '\n' || c == '\r' || c == '\t';
  });
  return !bytes.empty() && printable && is_valid_utf8(bytes);
}

// The field error where the upload may not be kept.
std::optional<FieldError> check(const Upload& upload, CheckedFile& out) {
  const auto pointer = upload.pointer + "/content_base64";
  const auto& text = upload.file.content_base64;
  if (text.size() > (kFileBytesMax + 2) / 3 * 4) return FieldError{pointer, "file_too_large", "at most 5 MiB"};
  auto bytes = from_base64(text);
  if (!bytes) return FieldError{pointer, "invalid_base64", "RFC 4648 with padding"};
  if (bytes->empty()) return FieldError{pointer, "empty_file", ""};
  if (bytes->size() > kFileBytesMax) return FieldError{pointer, "file_too_large", "at most 5 MiB"};
  const auto type = sniff_media_type(*bytes);
  if (!type) return FieldError{pointer, "unsupported_file_type", "PDF, PNG, JPEG or plain UTF-8 text"};
  out.kept.document_name = upload.file.document_name;
  out.kept.media_type = *type;
  out.kept.size_bytes = static_cast<std::int64_t>(bytes->size());
  out.kept.sha256 = to_hex(sha256(*bytes));
  out.bytes = std::move(*bytes);
  return std::nullopt;
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

Result<std::vector<CheckedFile>> check_uploads(const std::vector<Upload>& uploads) {
  std::vector<CheckedFile> out(uploads.size());
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    if (auto error = check(uploads[i], out[i])) wrong.push_back(std::move(*error));
  }
  if (wrong.empty()) return out;
  auto error = Error::unprocessable("file_refused");
  error.fields = std::move(wrong);
  return error;
}

}  // namespace shanhai::files
