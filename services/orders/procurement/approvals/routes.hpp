// /v1/procurement/policies, /v1/procurement/proposals
#pragma once

#include "common/http/route.hpp"
#include "services/orders/procurement/approvals/service.hpp"

namespace shanhai::orders {

class ApprovalRoutes {
 public:
  explicit ApprovalRoutes(Approvals& approvals) : approvals_(approvals) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> set_policy(http::Request& request);
  Task<Result<http::Response>> list_policies(http::Request& request);
  Task<Result<http::Response>> propose(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> approve(http::Request& request);
  Task<Result<http::Response>> send_back(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);

  Approvals& approvals_;
};

}  // namespace shanhai::orders
