// The capture and query interfaces behind a real listener, and callers with tokens.
#pragma once

#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "services/traceability/capture/routes.hpp"
#include "services/traceability/query/routes.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {

class CaptureWorld : public World {
 protected:
  // `at_once`: documents of so many events are stored before they are acknowledged; else job_of() carries them out.
  explicit CaptureWorld(std::int64_t at_once = 0);
  ~CaptureWorld() override;

  using Headers = std::vector<std::pair<std::string, std::string>>;
  http::ClientResponse send(http::Method method, const std::string& target, const std::string& token,
                            const std::string& body = {}, Headers headers = {});
  http::ClientResponse post(const std::string& target, const std::string& body, Headers headers = {}) {
    return send(http::Method::post, target, token, body, std::move(headers));
  }
  http::ClientResponse get(const std::string& target) { return send(http::Method::get, target, token); }
  std::string token_of(const auth::Principal& caller);
  // The problem of an answer, "400 epcisException:ValidationException /pointer:code ..."
  static std::string problem(const http::ClientResponse& answer);
  // Sends the document, lets its job end, and gives the job.
  json::Object job_of(const std::string& document, const std::string& behaviour = "rollback");
  json::Object finished(const http::ClientResponse& taken);

  // An object event on a lot of one's own; its number makes it another event.
  static std::string event(int number, const std::string& more = {});
  static std::string document(const std::vector<std::string>& events);
  std::int64_t captured() { return count("SELECT COUNT(*) FROM epcis_event"); }

  const CapturePolicy policy;
  CaptureJobs jobs{service.database, sequencer, random, workers};
  CaptureService captures{service.database, sequencer, jobs, workers, random, policy};
  CaptureRoutes routes{captures, {names, "0.1"}};
  QueryService queries{service.database, sequencer, random, names, {2000, {"4012345"}, "0.1"}};
  QueryRoutes query_routes{queries};
  auth::Principal caller = cooperative();
  auth::SigningKey signing_key = auth::SigningKey::make(random);
  auth::TokenVerifier tokens{"https://shanhai.example", clock};
  http::RateLimiter limiter{nullptr, clock};
  http::RouteTable table;
  http::Client client;
  std::unique_ptr<http::Server> server;
  std::string token;

 private:
  static Task<std::string> ready() { co_return ""; }
};

}  // namespace shanhai::traceability
