#pragma once

#include "common/http/route.hpp"
#include "services/measurement/pairings/service.hpp"

namespace shanhai::measurement {

class PairingRoutes {
 public:
  explicit PairingRoutes(Pairings& pairings) : pairings_(pairings) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> put(http::Request& request);

  Pairings& pairings_;
};

}  // namespace shanhai::measurement
