// The routes of admission.
#pragma once

#include "common/async/workers.hpp"
#include "common/http/route.hpp"
#include "services/catalog/supplier/licences.hpp"
#include "services/catalog/supplier/service.hpp"

namespace shanhai::catalog {

class SupplierRoutes {
 public:
  // Large bodies are read on `workers`.
  SupplierRoutes(SupplierService& service, LicenceService& licences, Workers& workers)
      : service_(service), licences_(licences), workers_(workers) {}
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
  Task<Result<http::Response>> hand_in(http::Request& request);
  Task<Result<http::Response>> decide_licence(http::Request& request);
  Task<Result<http::Response>> reverify(http::Request& request);
  Task<Result<http::Response>> verify(http::Request& request);
  Task<Result<http::Response>> move(http::Request& request, SupplierVerb verb);

  SupplierService& service_;
  LicenceService& licences_;
  Workers& workers_;
};

}  // namespace shanhai::catalog
