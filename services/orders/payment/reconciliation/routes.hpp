// /v1/reconciliation: channels' bills and where they differ from our books.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/payment/reconciliation/service.hpp"

namespace shanhai::orders {

class ReconciliationRoutes {
 public:
  explicit ReconciliationRoutes(Reconciliation& reconciliation) : reconciliation_(reconciliation) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> import(http::Request& request);
  Task<Result<http::Response>> fetch(http::Request& request);
  Task<Result<http::Response>> bills(http::Request& request);
  Task<Result<http::Response>> differences(http::Request& request);
  Task<Result<http::Response>> resolve(http::Request& request);
  Task<Result<http::Response>> ask(http::Request& request);

  Reconciliation& reconciliation_;
};

}  // namespace shanhai::orders
