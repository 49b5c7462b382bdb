// Files of exports on disk: each attempt at a job writes one of its own. Replicas of the service share the directory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/measurement/exports/views.hpp"

namespace shanhai::measurement {

inline constexpr std::int64_t kAttemptsMax = 5;  // at one job

class ExportFiles {
 public:
  explicit ExportFiles(std::string directory) : directory_(std::move(directory)) {}

  std::string path_of(ExportId id, std::int64_t attempt, ExportFormat format) const;
  // All blocking. The directory is made, for its owner only, when it is needed.
  void make_directory() const;
  void remove(ExportId id, std::int64_t keep_attempt = -1) const;  // of every attempt but that one
  static void remove_one(const std::string& path);
  struct Attempt {
    ExportId id;
    std::int64_t attempt = 0;
    std::string path;
  };
  std::vector<Attempt> list() const;  // what is there; files of other names are passed over
  struct Content {
    std::int64_t bytes = 0;
    std::string hash;  // SHA-256
  };
  static Content read_content(const std::string& path);

 private:
  const std::string directory_;
};

}  // namespace shanhai::measurement
