// The routes of listing.
#pragma once

#include "common/http/route.hpp"
#include "services/catalog/product/service.hpp"

namespace shanhai::catalog {

class ProductRoutes {
 public:
  explicit ProductRoutes(ProductService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> create(http::Request& request);
  Task<Result<http::Response>> edit(http::Request& request);
  Task<Result<http::Response>> publish(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> barcode(http::Request& request);

  ProductService& service_;
};

}  // namespace shanhai::catalog
