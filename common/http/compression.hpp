// gzip of answers (RFC 1952).
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace shanhai::http {

// Keeps zlib's 256 KiB of state between calls. Not thread-safe.
class Gzip {
 public:
  Gzip();
  ~Gzip();
  std::string compress(std::string_view bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Text that is long enough to gain by it.
bool is_worth_compressing(std::string_view content_type, std::size_t bytes);

}  // namespace shanhai::http
