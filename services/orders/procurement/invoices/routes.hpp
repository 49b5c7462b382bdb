// /v1/invoices
#pragma once

#include "common/http/route.hpp"
#include "services/orders/procurement/invoices/service.hpp"

namespace shanhai::orders {

class InvoiceRoutes {
 public:
  explicit InvoiceRoutes(Invoices& invoices) : invoices_(invoices) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> ask(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> document(http::Request& request);
  Task<Result<http::Response>> issue(http::Request& request);
  Task<Result<http::Response>> correct(http::Request& request);
  Task<Result<http::Response>> refuse(http::Request& request);
  Task<Result<http::Response>> cancel(http::Request& request);

  Invoices& invoices_;
};

}  // namespace shanhai::orders
