// A ZIP archive in memory, read with limits on what it may expand to.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

struct zip;

namespace shanhai::sheets {

class Archive {
 public:
  // `bytes` outlives it; its entries unpack to `most_bytes` together. invalid "": invalid_xlsx, file_expands_too_far.
  static Result<Archive> open(std::string_view bytes, std::size_t most_bytes);

  // An entry's content in pieces. False: enough. invalid "": invalid_xlsx (no such entry, encrypted, damaged),
  // file_expands_too_far.
  using Sink = std::function<Result<bool>(std::string_view piece)>;
  Result<void> read(const std::string& name, const Sink& sink);
  bool has(const std::string& name) const;

 private:
  struct Closer {
    void operator()(zip* archive) const;
  };
  Archive(zip* archive, std::size_t most_bytes) : archive_(archive), most_bytes_(most_bytes) {}
  std::unique_ptr<zip, Closer> archive_;
  std::size_t most_bytes_;
  std::size_t unpacked_bytes_ = 0;
};

}  // namespace shanhai::sheets
