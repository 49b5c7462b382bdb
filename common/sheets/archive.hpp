// A ZIP archive in memory, read with limits on what it may expand to.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

struct zip;

namespace shanhai::sheets {

class Archive {
 public:
  // `bytes` outlives it. invalid "": invalid_xlsx, file_expands_too_far.
  static Result<Archive> open(std::string_view bytes);

  // An entry's content. invalid "": invalid_xlsx (no such entry, encrypted, damaged), file_expands_too_far.
  Result<std::string> read(const std::string& name);
  bool has(const std::string& name) const;

 private:
  struct Closer {
    void operator()(zip* archive) const;
  };
  explicit Archive(zip* archive) : archive_(archive) {}
  std::unique_ptr<zip, Closer> archive_;
  std::size_t unpacked_bytes_ = 0;
};

}  // namespace shanhai::sheets
