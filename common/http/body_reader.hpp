// Reads a request's body as Beast frames it (RFC 9112, 6): by Content-Length or chunked, never beyond a limit.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace shanhai::http {

class BodyReader {
 public:
  enum class State { needs_more, complete, too_large, malformed };

  // `head` ends with the blank line and has passed scan_head(); Beast reads it again, and has to agree.
  explicit BodyReader(std::string_view head);
  ~BodyReader();
  State state() const;
  void limit(std::size_t bytes);  // before put()
  // Gives how many of `bytes` were taken; the rest belongs to the next request.
  std::size_t put(std::string_view bytes);
  std::string take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shanhai::http
