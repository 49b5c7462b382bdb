// How clients call: names resolved, connections kept per io_context, one exchange by its deadline.
#pragma once

#include <memory>
#include <string>

#include "common/http/client.hpp"

namespace shanhai::http {

class Caller {
 public:
  struct Options {
    std::string ca_file;       // instead of the system's authorities
    bool public_only = false;  // connects to addresses of the public internet only (public_address.hpp)
    std::size_t answer_bytes_max = 32 << 20;
    bool cuts_answers = false;  // a longer body is cut off there; else the answer is malformed
  };
  explicit Caller(Options options);
  ~Caller();
  Task<ClientResponse> send(ClientRequest request);  // as Client::send

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shanhai::http
