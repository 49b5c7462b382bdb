// Evidence as it is shown: licences, certification documents. How it is handed in: common/files.
#pragma once

#include "common/base/ids.hpp"
#include "common/files/file.hpp"

namespace shanhai::catalog {

using files::UploadedFile;

struct FileView : files::KeptFile {
  FileId file_id;
};
BOOST_DESCRIBE_STRUCT(FileView, (files::KeptFile), (file_id))

// The bytes of a file, for who may see it.
struct FileContent {
  FileView file;
  std::string bytes;
};

}  // namespace shanhai::catalog
