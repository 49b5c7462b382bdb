// HTTP/1.1 client for other services and payment channels. Connections are kept per calling io_context; https verifies
// the peer.
#pragma once

#include <memory>

#include "common/async/task.hpp"
#include "common/http/message.hpp"

namespace shanhai::http {

struct ClientRequest {
  Method method = Method::get;
  std::string url;  // absolute
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout{5000};  // absolute, from the call to the last byte
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;  // at most 32 MiB
};

class Client {
 public:
  // `ca_file`: PEM file with the authorities to trust instead of the system's.
  explicit Client(const std::string& ca_file = {});
  ~Client();
  // Throws Unavailable when there was no complete answer (refused, reset, timed out, malformed). Idempotent methods,
  // and requests with an Idempotency-Key, are sent again once if a kept connection turned out to be closed. Redirects
  // are not followed. std::invalid_argument: the URL or a header is not one.
  Task<ClientResponse> send(ClientRequest request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Calls to another service's internal API: base URL, token, problem+json back into Error. The trace and the deadline of
// the request that is being answered travel along (call_context.hpp); no call outlives that deadline. What cannot be
// understood, and 5xx, is Unavailable: the peer is broken or away, the caller can do nothing about it.
class ServiceClient {
 public:
  ServiceClient(Client& client, std::string base_url, std::string token)
      : client_(client), base_url_(std::move(base_url)), token_(std::move(token)) {}

  template <class Reply, class Body>
  Task<Result<Reply>> post(std::string path, const Body& body) {
    auto text = json::print(body);
    auto answer = co_await exchange(Method::post, std::move(path), std::move(text));
    if (answer.has_error()) co_return std::move(answer).error();
    co_return read<Reply>(*answer);
  }
  template <class Reply>
  Task<Result<Reply>> get(std::string path, std::chrono::milliseconds timeout = std::chrono::milliseconds(5000)) {
    auto answer = co_await exchange(Method::get, std::move(path), {}, timeout);
    if (answer.has_error()) co_return std::move(answer).error();
    co_return read<Reply>(*answer);
  }

 private:
  template <class Reply>
  Result<Reply> read(const std::string& answer) const {
    auto reply = json::parse<Reply>(answer);
    if (reply.has_error()) refuse_reply(reply.error());
    return reply;
  }
  [[noreturn]] void refuse_reply(const Error& error) const;  // Unavailable: not what was agreed
  Task<Result<std::string>> exchange(Method method, std::string path, std::string body,
                                     std::chrono::milliseconds timeout = std::chrono::milliseconds(5000));
  Client& client_;
  std::string base_url_, token_;
};

}  // namespace shanhai::http
