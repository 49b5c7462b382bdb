// /v1/procurement/quotations, and those of a request
#pragma once

#include "common/http/route.hpp"
#include "services/orders/procurement/quotations/service.hpp"

namespace shanhai::orders {

class QuotationRoutes {
 public:
  explicit QuotationRoutes(Quotations& quotations) : quotations_(quotations) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> submit(http::Request& request);
  Task<Result<http::Response>> list_of_rfq(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);

  Quotations& quotations_;
};

}  // namespace shanhai::orders
