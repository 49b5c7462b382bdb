// The resolver behind a real listener, as one process of several: another one, which is told nothing, has answers of
// its own over the same database.
#pragma once

#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/log/keys.hpp"
#include "services/traceability/resolver/rendering.hpp"
#include "services/traceability/resolver/routes.hpp"
#include "services/traceability/trace/routes.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {

class ResolverWorld : public World {
 protected:
  struct Process {
    TraceAnswers answers;
    ResolverRoutes routes;
    TraceRoutes traces;
    http::RouteTable table;
    std::unique_ptr<http::Server> server;

    Process(ResolverWorld& world, const ChangedLots& changed, TraceAnswers::Limits limits);
  };
  static constexpr auto kForHours = std::chrono::hours(9);  // what nothing but a change itself makes disbelieved

  ResolverWorld() : ResolverWorld(TraceAnswers::Limits{64 << 20, kForHours}) {}
  explicit ResolverWorld(TraceAnswers::Limits limits);
  ~ResolverWorld() override;

  using Headers = std::vector<std::pair<std::string, std::string>>;
  // Starts (again) behind a listener that allows so many requests a minute.
  void listen(Process& process, int requests_per_minute = 1'000'000);
  http::ClientResponse get(const std::string& target, Headers headers = {}) { return get(here, target, headers); }
  http::ClientResponse get(Process& process, const std::string& target, Headers headers = {});
  // A whole exchange of any method on a connection of its own, as it came.
  std::string exchange(const std::string& method, const std::string& target, const std::string& headers = {});
  static std::string header(const http::ClientResponse& answer, std::string_view name);
  static std::string path_of(const LotView& lot) { return "/01/" + *lot.gtin + "/10/" + lot.lot_number; }

  ResolverService resolver{service.database};
  auth::SigningKey signing_key = auth::SigningKey::make(random);
  auth::TokenVerifier tokens{"https://shanhai.example", clock};
  http::RateLimiter limiter{nullptr, clock};
  http::Client client;
  const ChangedLots nothing;
  Process here, there;

 private:
  static Task<std::string> ready() { co_return ""; }
};

}  // namespace shanhai::traceability
