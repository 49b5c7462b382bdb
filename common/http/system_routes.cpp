#include "common/http/system_routes.hpp"

#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"

namespace shanhai::http {

SystemRoutes::SystemRoutes(std::function<Task<std::string>()> ready, const std::atomic<bool>& draining,
                           bool tells_reasons, std::string openapi)
    : ready_(std::move(ready)), draining_(draining), tells_reasons_(tells_reasons), openapi_(std::move(openapi)) {}

void SystemRoutes::mount(RouteTable& table, bool metrics) {
  table.mount(*this, {
                         {Method::get, "/healthz", Access::anyone(), &SystemRoutes::health,
                          Contract("The process runs").reply_media(200, "application/json")},
                         {Method::get, "/readyz", Access::anyone(), &SystemRoutes::readiness,
                          Contract("The process can serve").reply_media(200, "application/json")},
                         {Method::get, "/openapi.json", Access::anyone(), &SystemRoutes::document,
                          Contract("This API, described").reply_media(200, "application/json")},
                     });
  if (!metrics) return;
  table.mount(*this, {
                         {Method::get, "/metrics", Access::anyone(), &SystemRoutes::metrics,
                          Contract("Metrics").reply_media(200, "text/plain")},
                     });
}

Task<Result<Response>> SystemRoutes::health(Request&) {
  co_return Response::of(200, "application/json", R"({"status":"ok"})");
}

Task<Result<Response>> SystemRoutes::readiness(Request&) {
  std::string reason = "draining";
  if (!draining_.load()) {
    try {
      auto pending = ready_();
      std::string answer = co_await std::move(pending);
      reason = std::move(answer);
    } catch (const std::exception& e) {
      reason = e.what();
    }
  }
  if (reason.empty()) co_return Response::of(200, "application/json", R"({"status":"ready"})");
  telemetry::log_warn("http.not_ready", {{"reason", reason}});
  json::Object answer{{"status", "not_ready"}};
  if (tells_reasons_) answer["reason"] = reason;
  co_return Response::of(503, "application/json", json::to_text(answer)).with("Retry-After", "1");
}

Task<Result<Response>> SystemRoutes::metrics(Request&) {
  co_return Response::of(200, "text/plain; version=0.0.4; charset=utf-8", telemetry::render_metrics());
}

Task<Result<Response>> SystemRoutes::document(Request&) { co_return Response::of(200, "application/json", openapi_); }

}  // namespace shanhai::http
