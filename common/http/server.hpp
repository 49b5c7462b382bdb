// HTTP/1.1 server: one io_context per thread, SO_REUSEPORT, absolute deadline per request.
//
// Refused before any handler (request_head.hpp): any Transfer-Encoding but exactly chunked, TE with CL or in HTTP/1.0,
// repeated or listed Content-Length, missing or double Host, obs-fold, bare line feeds, bytes above 0x7f in the target,
// more than 100 headers, a head above 16 KiB; then a body above the route's limit.
#pragma once

#include <functional>
#include <memory>

#include "common/auth/tokens.hpp"
#include "common/http/rate_limit.hpp"
#include "common/http/route.hpp"
#include "common/http/server_options.hpp"

namespace shanhai::http {

class Server {
 public:
  // `ready` answers /readyz: empty string when ready, else the reason. All references must outlive the server.
  // std::logic_error: two rows for the same method and path. std::runtime_error: options that make no sense.
  Server(ServerOptions options, const RouteTable& routes, const auth::TokenVerifier& tokens, RateLimiter& limiter,
         Random& random, std::function<Task<std::string>()> ready);
  ~Server();  // drains without patience; waits for handlers that still run

  void start();  // throws std::runtime_error naming the address when it cannot listen
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
