// What every listener answers by itself: /healthz, /readyz, /metrics, /openapi.json.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "common/http/route.hpp"

namespace shanhai::http {

class SystemRoutes {
 public:
  // `ready`: empty when ready, else the reason, told only where `tells_reasons`.
  SystemRoutes(std::function<Task<std::string>()> ready, const std::atomic<bool>& draining, bool tells_reasons,
               std::string openapi);
  void mount(RouteTable& table, bool metrics);

  Task<Result<Response>> health(Request& request);
  Task<Result<Response>> readiness(Request& request);
  Task<Result<Response>> metrics(Request& request);
  Task<Result<Response>> document(Request& request);

 private:
  std::function<Task<std::string>()> ready_;
  const std::atomic<bool>& draining_;
  const bool tells_reasons_;
  const std::string openapi_;
};

}  // namespace shanhai::http
