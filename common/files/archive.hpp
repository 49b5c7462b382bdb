// Evidence on disk: each file under the SHA-256 of its bytes, written whole and synced before anything refers to it.
// Work that blocks runs on workers. A file whose transaction failed afterwards stays behind, harmless: the next one
// like it finds it there. Services share a directory: what is alike is kept once.
#pragma once

#include <string>
#include <vector>

#include "common/async/workers.hpp"
#include "common/base/random.hpp"
#include "common/files/file.hpp"

namespace shanhai::files {

class FileArchive {
 public:
  // The directory is made, for its owner only, when the first file is kept.
  FileArchive(std::string directory, Workers& workers, Random& random)
      : directory_(std::move(directory)), workers_(workers), random_(random) {}

  // Checks (check_uploads) and keeps all of them, or none is referred to. Throws Unavailable when the disk is full.
  Task<Result<std::vector<KeptFile>>> keep(std::vector<Upload> uploads);

  // The bytes, checked against their hash. Throws std::runtime_error when they are missing or damaged.
  Task<std::string> read(KeptFile file);

  // The same, on the calling thread.
  Result<std::vector<KeptFile>> keep_blocking(const std::vector<Upload>& uploads);
  std::string read_blocking(const KeptFile& file) const;

 private:
  void write(const std::string& sha256_hex, std::string_view bytes);
  std::string path_of(const std::string& sha256_hex) const;

  const std::string directory_;
  Workers& workers_;
  Random& random_;
};

}  // namespace shanhai::files
