// Evidence as it is handed in and shown: licences, certification documents.
#pragma once

#include "common/base/ids.hpp"
#include "common/json/json.hpp"

namespace shanhai::catalog {

// At most 5 MiB of PDF, PNG, JPEG or plain text; what it is, is read from the bytes.
struct UploadedFile {
  Text<1, 120> document_name;
  std::string content_base64;
};
BOOST_DESCRIBE_STRUCT(UploadedFile, (), (document_name, content_base64))

struct FileView {
  FileId file_id;
  std::string document_name;
  std::string media_type;
  std::int64_t size_bytes = 0;
  std::string sha256;  // hex
};
BOOST_DESCRIBE_STRUCT(FileView, (), (file_id, document_name, media_type, size_bytes, sha256))

// The bytes of a file, for who may see it.
struct FileContent {
  FileView file;
  std::string bytes;
};

}  // namespace shanhai::catalog
