// Files as people hand them in: in JSON, as base64, and what is accepted of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/json/json.hpp"

namespace shanhai::files {

inline constexpr std::size_t kFileBytesMax = 5 << 20;

// At most 5 MiB of PDF, PNG, JPEG or plain text; what it is, is read from the bytes.
struct UploadedFile {
  Text<1, 120> document_name;
  std::string content_base64;
};
BOOST_DESCRIBE_STRUCT(UploadedFile, (), (document_name, content_base64))

// A file as handed in, and where the request holds it, for errors.
struct Upload {
  UploadedFile file;
  std::string pointer;  // "/licences/0/file"
};

// What is known of a kept file; the archive finds its bytes by the hash.
struct KeptFile {
  std::string document_name;
  std::string media_type;  // as found in the bytes, never as claimed
  std::int64_t size_bytes = 0;
  std::string sha256;  // hex
};
BOOST_DESCRIBE_STRUCT(KeptFile, (), (document_name, media_type, size_bytes, sha256))

// The media type that the bytes themselves show: PDF, PNG, JPEG, or plain UTF-8 text without control characters.
// nullopt: nothing of these. Whatever name the file was given does not count.
std::optional<std::string_view> sniff_media_type(std::string_view bytes);

struct CheckedFile {
  KeptFile kept;
  std::string bytes;
};
// The bytes of uploads that may all be kept. unprocessable: file_refused, with invalid_base64, empty_file,
// file_too_large or unsupported_file_type at each wrong place.
Result<std::vector<CheckedFile>> check_uploads(const std::vector<Upload>& uploads);

}  // namespace shanhai::files
