// The routes of product images.
#pragma once

#include "common/async/workers.hpp"
#include "common/http/route.hpp"
#include "services/catalog/images/service.hpp"

namespace shanhai::catalog {

class ImageRoutes {
 public:
  // Large bodies are read on `workers`.
  ImageRoutes(ImageService& service, Workers& workers) : service_(service), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> upload(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> file(http::Request& request);
  Task<Result<http::Response>> published(http::Request& request);

  ImageService& service_;
  Workers& workers_;
};

}  // namespace shanhai::catalog
