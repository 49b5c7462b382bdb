// Reads an answer as Beast understands it: framing, limits, interim answers skipped.
#pragma once

#include <boost/system/error_code.hpp>
#include <memory>
#include <string_view>

#include "common/http/client.hpp"

namespace shanhai::http {

class ResponseReader {
 public:
  enum class State { needs_more, complete, malformed };

  // A body of more bytes makes the answer malformed; or, with `cuts`, ends there.
  ResponseReader(std::size_t body_bytes_max, bool cuts);
  ~ResponseReader();
  State state() const;
  bool started() const;  // any byte of an answer has come
  std::size_t put(std::string_view bytes);
  void put_end();  // the peer has closed: the end of a body without a length
  bool keep_alive() const;
  ClientResponse take();

 private:
  void judge(boost::system::error_code failure);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shanhai::http
