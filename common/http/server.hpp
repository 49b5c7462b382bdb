// HTTP/1.1 server: one io_context per thread, SO_REUSEPORT, absolute deadline per request.
//
// Refused before any handler: what design decision "HTTP input" lists (any Transfer-Encoding but exactly chunked, TE with CL or
// HTTP/1.0, repeated or listed Content-Length, missing or double Host, obs-fold, bytes above 0x7f in the target, more than 100
// headers, head above 16 KiB, body above the route's limit).
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "common/auth/tokens.hpp"
#include "common/http/rate_limit.hpp"
#include "common/http/route.hpp"

namespace shanhai::http {

struct ServerOptions {
  std::string listen;                                  // "127.0.0.1:8080"; port 0 picks a free one
  std::size_t threads = 2;
  std::chrono::milliseconds request_deadline{15000};   // from the first byte of a request to the last byte of its answer
  std::chrono::milliseconds idle_timeout{60000};       // between requests
  std::size_t max_connections = 4096;
  bool internal = false;                               // serves Access::internal() routes and /metrics; else refuses them (404)
  std::string internal_token;                          // what internal callers must send as bearer token
  std::vector<std::string> trusted_proxies;            // addresses whose X-Forwarded-For is believed
  int requests_per_minute = 6000;                      // default limit per caller or address
};

class Server {
 public:
  // `ready` answers /readyz: empty string when ready, else the reason. All references must outlive the server.
  Server(ServerOptions options, const RouteTable& routes, const auth::TokenVerifier& tokens, RateLimiter& limiter, Random& random,
         std::function<Task<std::string>()> ready);
  ~Server();

  void start();                  // throws std::runtime_error naming the address when it cannot listen
  unsigned short port() const;
  // Stops accepting, lets requests finish for at most `patience`, closes. /readyz answers 503 from the first moment.
  void drain(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// OpenAPI 3.1 document of the public rows.
json::Object openapi(const RouteTable& routes, std::string_view version);

}  // namespace shanhai::http
