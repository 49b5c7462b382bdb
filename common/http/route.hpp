// A service's visible table of routes, and the router that serves and documents it.
//
//   struct OrderRoutes { Task<Result<Response>> accept(Request& request); ... };
//   router.mount(routes, {
//     {Method::post, "/v1/orders/{order}/accept", Access::only({Role::consumer, Role::buyer_unit}),
//     &OrderRoutes::accept,
//      Contract("Accept a delivered order").body<AcceptOrder>().reply<OrderView>(200).idempotent()},
//   });
//
// For each request the router: finds the route (404, 405 with Allow), limits the rate (429), authenticates and
// authorises (401, 403), asks for Idempotency-Key where the contract does (400; 409 while the same key is in progress
// in this process), runs the handler, and turns an Error into problem+json.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/async/task.hpp"
#include "common/http/message.hpp"

namespace shanhai::http {

// Who may call. Everything is denied unless a row says otherwise.
class Access {
 public:
  static Access anyone();     // no token needed; one that is sent is ignored
  static Access optional();   // anyone; a token, if sent, must be valid and sets Request::principal
  static Access signed_in();  // any role
  static Access only(std::vector<auth::Role> roles);
  static Access internal();  // other services, by the internal token; never on the public listener

  enum class Kind { anyone, optional, signed_in, only, internal };
  Kind kind() const { return kind_; }
  const std::vector<auth::Role>& roles() const { return roles_; }
  bool allows(auth::Role role) const;

 private:
  explicit Access(Kind kind, std::vector<auth::Role> roles = {}) : kind_(kind), roles_(std::move(roles)) {}
  Kind kind_;
  std::vector<auth::Role> roles_;
};

// What OpenAPI says of a route, and the few things the router does because of it.
class Contract {
 public:
  explicit Contract(std::string summary) : summary(std::move(summary)) {}

  template <class T>
  Contract&& body() && {
    body_schema = json::schema<T>();
    return std::move(*this);
  }
  // Uploads, callbacks: the handler reads Request::body. Several media types are separated by commas; "*/*" takes
  // any.
  Contract&& raw_body(std::string media_type, std::size_t limit_bytes) &&;
  template <class T>
  Contract&& query() && {
    query_schema = json::schema<T>();
    return std::move(*this);
  }
  template <class T>
  Contract&& reply(int status) && {
    replies.push_back({status, "application/json", json::schema<T>()});
    return std::move(*this);
  }
  Contract&& reply_empty(int status) &&;
  Contract&& reply_media(int status, std::string media_type) &&;
  Contract&& idempotent() &&;   // Idempotency-Key is required
  Contract&& conditional() &&;  // If-Match is required
  // A stricter rate limit than the default: per caller, or per address for who has no token.
  Contract&& limit(std::string bucket, int per_minute) &&;

  struct Reply {
    int status;
    std::string media_type;
    std::optional<json::Object> schema;
  };
  std::string summary;
  std::optional<json::Object> body_schema, query_schema;
  std::string body_media_type = "application/json";
  std::size_t body_limit_bytes = 1 << 20;
  bool takes_raw_body = false;
  std::vector<Reply> replies;
  bool needs_idempotency_key = false;
  bool needs_if_match = false;
  std::string rate_bucket;
  int rate_per_minute = 0;
};

using Handler = std::function<Task<Result<Response>>(Request&)>;

// A handler that answers at once on the I/O thread, from memory; nullptr: fall through to the coroutine handler. It
// gets the raw target and must not block, allocate much or look at the caller.
using FastHandler = std::function<std::shared_ptr<const std::string>(
    std::string_view target, std::string_view if_none_match, bool accepts_gzip)>;

struct BoundRoute {
  Method method;
  std::string path;
  Access access;
  Handler handler;
  Contract contract;
};

template <class Routes>
struct Route {
  Method method;
  std::string_view path;
  Access access;
  Task<Result<Response>> (Routes::*handler)(Request&);
  Contract contract;
};

class RouteTable {
 public:
  // `routes` must outlive the table's use.
  template <class Routes>
  void mount(Routes& routes, std::initializer_list<Route<Routes>> rows) {
    for (const auto& row : rows) {
      auto handler = row.handler;
      Routes* self = &routes;
      rows_.push_back({row.method, std::string(row.path), row.access,
                       [self, handler](Request& r) { return (self->*handler)(r); }, row.contract});
    }
  }
  void add(BoundRoute row) { rows_.push_back(std::move(row)); }
  // Consulted before routing for GET targets that begin with `prefix`.
  void mount_fast(std::string prefix, FastHandler handler) {
    fast_.emplace_back(std::move(prefix), std::move(handler));
  }

  const std::vector<BoundRoute>& rows() const { return rows_; }
  const std::vector<std::pair<std::string, FastHandler>>& fast() const { return fast_; }

 private:
  std::vector<BoundRoute> rows_;
  std::vector<std::pair<std::string, FastHandler>> fast_;
};

}  // namespace shanhai::http
