// The storefront's routes: open to anyone, served from memory.
#pragma once

#include "common/http/route.hpp"
#include "services/catalog/certification/service.hpp"
#include "services/catalog/storefront/service.hpp"

namespace shanhai::catalog {

class StorefrontRoutes {
 public:
  StorefrontRoutes(StorefrontService& storefront, CertificationService& certifications)
      : storefront_(storefront), certifications_(certifications) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> products(http::Request& request);
  Task<Result<http::Response>> product(http::Request& request);
  Task<Result<http::Response>> similar(http::Request& request);
  Task<Result<http::Response>> suggestions(http::Request& request);
  Task<Result<http::Response>> supplier(http::Request& request);
  Task<Result<http::Response>> categories(http::Request& request);
  Task<Result<http::Response>> counties(http::Request& request);
  Task<Result<http::Response>> certifications(http::Request& request);
  Task<Result<http::Response>> object(http::Request& request);

  StorefrontService& storefront_;
  CertificationService& certifications_;
};

}  // namespace shanhai::catalog
