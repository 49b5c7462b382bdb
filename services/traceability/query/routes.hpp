// /events, the top-level resources and /queries, as GS1's OpenAPI of EPCIS 2.0 has them.
#pragma once

#include "common/http/websocket.hpp"
#include "services/traceability/capture/negotiation.hpp"
#include "services/traceability/query/service.hpp"

namespace shanhai::traceability {

class QueryRoutes {
 public:
  explicit QueryRoutes(QueryService& service) : service_(service) {}
  // What answers who asks for a WebSocket on a named query's events, and the schema of its parameters. Before mount().
  void on_upgrade(http::WebSocketOpening open, json::Object parameters) {
    open_socket_ = std::move(open);
    socket_parameters_ = std::move(parameters);
  }
  void mount(http::RouteTable& table);

 private:
  using Answer = Task<Result<http::Response>>;

  Answer top_level(http::Request& request);
  Answer forget_token(http::Request& request);
  Answer events(http::Request& request);
  Answer event(http::Request& request);
  Answer list_values(http::Request& request, const query::Resource& resource);
  Answer item(http::Request& request, const query::Resource& resource);
  Answer item_events(http::Request& request, const query::Resource& resource);
  Answer create_query(http::Request& request);
  Answer list_queries(http::Request& request);
  Answer get_query(http::Request& request);
  Answer remove_query(http::Request& request);
  Answer query_events(http::Request& request);

  void mount_query_events(http::RouteTable& table);
  void mount_resources(http::RouteTable& table);
  void register_contracts() const;
  http::Response answer_with(std::string document) const;

  QueryService& service_;
  http::WebSocketOpening open_socket_;
  json::Object socket_parameters_;
};

}  // namespace shanhai::traceability
