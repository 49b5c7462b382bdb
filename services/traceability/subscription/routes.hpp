// Subscriptions below /queries/{query}, as the OpenAPI of EPCIS 2.0 has them.
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/capture/negotiation.hpp"
#include "services/traceability/subscription/service.hpp"

namespace shanhai::traceability {

class SubscriptionRoutes {
 public:
  SubscriptionRoutes(SubscriptionService& service, ServerDescription server)
      : service_(service), server_(std::move(server)) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> subscribe(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> unsubscribe(http::Request& request);
  Task<Result<http::Response>> resume(http::Request& request);

  SubscriptionService& service_;
  const ServerDescription server_;
};

}  // namespace shanhai::traceability
