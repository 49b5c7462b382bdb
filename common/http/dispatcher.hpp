// What happens to a request between the socket and its handler: route, limits, identity, preconditions, errors as
// problems. Knows nothing of sockets; thread-safe once built.
#pragma once

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <functional>

#include "common/auth/tokens.hpp"
#include "common/http/peer_address.hpp"
#include "common/http/rate_limit.hpp"
#include "common/http/request_head.hpp"
#include "common/http/router.hpp"
#include "common/http/server_options.hpp"
#include "common/http/system_routes.hpp"

namespace shanhai::http {

// Where a request goes, or why it goes nowhere.
struct Admission {
  const BoundRoute* row = nullptr;
  std::size_t label = 0;  // see Dispatcher::labels()
  std::optional<Response> refusal;
  std::size_t body_limit_bytes = 0;
  std::string idempotency_scope;
  telemetry::TraceContext own_span;  // the parent of what the handler calls
  Handler handler;                   // instead of the row's
};

class Dispatcher {
 public:
  Dispatcher(const ServerOptions& options, const RouteTable& routes, const auth::TokenVerifier& tokens,
             RateLimiter& limiter, SystemRoutes& system, bool metrics);

  // Fills `request` from the head, all but its body, and decides all that can be decided without it. `random`: the
  // calling thread's, for trace ids.
  Admission admit(const RequestHead& head, const boost::asio::ip::address& peer, Random& random,
                  Request& request) const;
  // With the body in place. Never throws, never leaves an error unanswered.
  Task<Response> answer(Request& request, const Admission& admission) const;

  // The refusal of a head as the standard of its target's path asks for it.
  Response as_governed(Response refusal, const RequestHead& head) const;

  // An answer ready in memory, or nullptr. `label` is set when there is one.
  std::shared_ptr<const std::string> from_memory(const RequestHead& head, std::size_t& label) const;
  // Retry-After, or nullopt: allowed.
  std::optional<std::chrono::seconds> limit_address(const boost::asio::ip::address& peer,
                                                    const RequestHead& head) const;

  // What a request is called in logs and metrics: its route's pattern.
  const std::vector<std::string>& labels() const { return labels_; }
  std::size_t unmatched_label() const { return router_.size(); }
  std::size_t malformed_label() const { return router_.size() + 1; }

 private:
  std::optional<Response> find_route(const RequestHead& head, Request& request, Admission& out) const;
  std::optional<Response> identify(const RequestHead& head, Request& request, const BoundRoute& row) const;
  std::optional<Response> limit_caller(const Request& request, const BoundRoute& row, const std::string& address) const;
  std::optional<Error> check_headers(const RequestHead& head, const Request& request, Admission& out) const;
  std::vector<std::pair<std::string, std::string>> discovery_at(const std::vector<std::string>& segments) const;
  bool is_internal_caller(const RequestHead& head) const;
  void shorten_deadline(Request& request) const;

  const ServerOptions& options_;
  const auth::TokenVerifier& tokens_;
  RateLimiter& limiter_;
  RouteTable system_table_;
  const std::vector<std::pair<std::string, FastHandler>>& fast_;
  Router router_;
  TrustedProxies proxies_;
  std::vector<std::string> labels_;
};

Language preferred_language(std::string_view accept_language);

}  // namespace shanhai::http
