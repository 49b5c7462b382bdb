// The routes of draft review.
#pragma once

#include "common/http/route.hpp"
#include "services/catalog/review/service.hpp"

namespace shanhai::catalog {

class ReviewRoutes {
 public:
  explicit ReviewRoutes(ReviewService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> submit(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> decide(http::Request& request);

  ReviewService& service_;
};

}  // namespace shanhai::catalog
