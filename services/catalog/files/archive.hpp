// Evidence on disk: each file under the SHA-256 of its bytes, written whole and synced before anything refers to it.
// Work that blocks runs on workers. A file whose transaction failed afterwards stays behind, harmless: the next one
// like it finds it there.
#pragma once

#include <string>
#include <vector>

#include "common/async/workers.hpp"
#include "common/base/random.hpp"
#include "services/catalog/files/api.hpp"

namespace shanhai::catalog {

// A file as handed in, and where the request holds it, for errors.
struct Upload {
  UploadedFile file;
  std::string pointer;  // "/licences/0/file"
};

class FileArchive {
 public:
  // The directory is made, for its owner only, when the first file is kept.
  FileArchive(std::string directory, Workers& workers, const Clock& clock, Random& random)
      : directory_(std::move(directory)), workers_(workers), clock_(clock), random_(random) {}

  // Decodes, checks and keeps all of them, or none is referred to. unprocessable: file_refused, with invalid_base64,
  // empty_file, file_too_large or unsupported_file_type at each wrong place. Throws Unavailable when the disk is
  // full.
  Task<Result<std::vector<FileView>>> keep(std::vector<Upload> uploads);

  // The bytes, checked against their hash. Throws std::runtime_error when they are missing or damaged.
  Task<FileContent> read(FileView file);

  // The same, on the calling thread.
  Result<std::vector<FileView>> keep_blocking(const std::vector<Upload>& uploads);
  FileContent read_blocking(const FileView& file) const;

 private:
  void write(const std::string& sha256_hex, std::string_view bytes);
  std::string path_of(const std::string& sha256_hex) const;

  const std::string directory_;
  Workers& workers_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace shanhai::catalog
