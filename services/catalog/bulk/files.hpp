// Sheets on disk: one that waits to be worked at, and one that tells what of it was refused. Replicas of the service
// share the directory.
#pragma once

#include <string>
#include <vector>

#include "common/base/random.hpp"
#include "services/catalog/bulk/api.hpp"

namespace shanhai::catalog {

class SheetFiles {
 public:
  explicit SheetFiles(std::string directory) : directory_(std::move(directory)) {}

  std::string sheet_path(ImportId id) const;
  std::string error_path(ImportId id) const;
  std::string error_path(ImportId id, std::int64_t attempt) const;  // while that attempt writes it
  std::string new_path(Random& random, SheetFormat format) const;   // of nobody's, for who unlinks it

  // All blocking; std::system_error, Unavailable where the disk is full.
  void make_directory() const;                                // for its owner only, where it is not there
  void keep(ImportId id, std::string_view bytes) const;       // whole and synced, or not at all
  std::string read(ImportId id) const;                        // std::runtime_error: it is not there
  void take_errors(ImportId id, std::int64_t attempt) const;  // the attempt's file of errors is the import's
  void remove(ImportId id) const;                             // all of it
  void remove_sheet(ImportId id) const;
  // Imports of which something is there; `old`: nothing of it was written within a day.
  struct Found {
    ImportId id;
    bool old = false;
  };
  std::vector<Found> list() const;
  // What is no import's and was not written within a day: of an export or a template whose process was killed.
  void remove_strays() const;

 private:
  const std::string directory_;
};

}  // namespace shanhai::catalog
