// Reads an answer as Beast understands it: framing, limits, interim answers skipped.
#pragma once

#include <memory>
#include <string_view>

#include "common/http/client.hpp"

namespace shanhai::http {

class ResponseReader {
 public:
  static constexpr std::size_t kBodyLimitBytes = 32 << 20;
  enum class State { needs_more, complete, malformed };

  ResponseReader();
  ~ResponseReader();
  State state() const;
  bool started() const;  // any byte of an answer has come
  std::size_t put(std::string_view bytes);
  void put_end();  // the peer has closed: the end of a body without a length
  bool keep_alive() const;
  ClientResponse take();

 private:
  void judge(bool failed);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shanhai::http
