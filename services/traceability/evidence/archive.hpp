// Reports on disk, each under the SHA-256 of its bytes in [files] directory. Blocking: for workers.
#pragma once

#include <string>
#include <string_view>

#include "common/base/random.hpp"

namespace shanhai::traceability {

class ReportArchive {
 public:
  // The directory is made, for its owner only, when the first report is kept.
  ReportArchive(std::string directory, Random& random) : directory_(std::move(directory)), random_(random) {}

  // Written whole and synced when it returns; gives the hash, 32 bytes. Throws Unavailable when the disk is full,
  // std::system_error when it cannot be written otherwise. One whose transaction fails afterwards stays behind,
  // harmless.
  std::string keep(std::string_view bytes) const;

 private:
  const std::string directory_;
  Random& random_;
};

}  // namespace shanhai::traceability
