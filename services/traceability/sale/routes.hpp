// /v1/lots/{lot}/put-on-sale
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/sale/service.hpp"

namespace shanhai::traceability {

class SaleRoutes {
 public:
  explicit SaleRoutes(SaleService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> put_on_sale(http::Request& request);

  SaleService& service_;
};

}  // namespace shanhai::traceability
