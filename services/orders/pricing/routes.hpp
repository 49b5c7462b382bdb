// The routes of freight terms and promotions.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/pricing/service.hpp"

namespace shanhai::orders {

class TermsRoutes {
 public:
  explicit TermsRoutes(Terms& terms) : terms_(terms) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> set_freight(http::Request& request);
  Task<Result<http::Response>> list_freight(http::Request& request);
  Task<Result<http::Response>> announce(http::Request& request);
  Task<Result<http::Response>> list_promotions(http::Request& request);
  Task<Result<http::Response>> end(http::Request& request);
  Task<Result<http::Response>> storefront(http::Request& request);

  Terms& terms_;
};

}  // namespace shanhai::orders
