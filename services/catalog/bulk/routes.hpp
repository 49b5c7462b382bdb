// The routes of bulk listing.
#pragma once

#include "common/http/route.hpp"
#include "services/catalog/bulk/service.hpp"

namespace shanhai::catalog {

class BulkRoutes {
 public:
  explicit BulkRoutes(BulkService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> import(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> find(http::Request& request);
  Task<Result<http::Response>> remove(http::Request& request);
  Task<Result<http::Response>> errors(http::Request& request);
  Task<Result<http::Response>> export_products(http::Request& request);
  Task<Result<http::Response>> make_template(http::Request& request);

  BulkService& service_;
};

}  // namespace shanhai::catalog
