// The routes of admission.
#pragma once

#include "common/async/workers.hpp"
#include "common/http/route.hpp"
#include "services/catalog/supplier/service.hpp"

namespace shanhai::catalog {

class SupplierRoutes {
 public:
  // Large bodies are read on `workers`.
  SupplierRoutes(SupplierService& service, Workers& workers) : service_(service), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> apply(http::Request& request);
  Task<Result<http::Response>> own(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> licence_file(http::Request& request);
  Task<Result<http::Response>> recommend(http::Request& request);
  Task<Result<http::Response>> approve(http::Request& request);
  Task<Result<http::Response>> refuse(http::Request& request);
  Task<Result<http::Response>> suspend(http::Request& request);
  Task<Result<http::Response>> reinstate(http::Request& request);
  Task<Result<http::Response>> move(http::Request& request, SupplierVerb verb);

  SupplierService& service_;
  Workers& workers_;
};

}  // namespace shanhai::catalog
