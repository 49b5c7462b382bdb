// The EPCIS interface of a supplier behind a real listener, for openapi.mjs. Prints one line of JSON: where it listens,
// tokens of a supplier and of somebody whom it does not serve, and its rows. Each line of standard input lets what was
// taken in be carried out, and is answered with a line.
#include <iostream>

#include "tests/integration/traceability/subscription_world.hpp"

#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "services/traceability/capture/routes.hpp"
#include "services/traceability/query/routes.hpp"

namespace shanhai::traceability {
namespace {

class ApiPeer : public SubscriptionWorld {
 public:
  ApiPeer() {
    tokens.set_keys({{signing_key.id, signing_key.public_key}});
    capture_routes.mount(table);
    query_routes.on_upgrade(sockets.opening(), json::schema<SocketQuery>());
    query_routes.mount(table);
    subscription_routes.mount(table);
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.access_log = false;
    options.requests_per_minute = 1'000'000;
    server = std::make_unique<http::Server>(options, table, tokens, limiter, random, ready);
    server->start();
  }
  ~ApiPeer() override { server->drain(std::chrono::seconds(1)); }

  json::Object describe_itself() {
    const auto chain = tea();  // events that the platform records itself are there, too
    put_on_sale(chain, 10);
    auto consumer = chain.owner;
    consumer.role = auth::Role::consumer;
    consumer.organisation.reset();
    json::Array rows;
    for (const auto& row : table.rows()) rows.push_back(json::Array{http::name_of(row.method), row.path});
    return {{"base", "http://127.0.0.1:" + std::to_string(server->port())},
            {"public", kPublicUrl},
            {"supplier", token_of(chain.owner)},
            {"consumer", token_of(consumer)},
            {"hook", receiver.url()},
            {"rows", std::move(rows)}};
  }
  void carry_out() {
    run(jobs.carry_out_taken());
    deliver();
  }

 private:
  void TestBody() override {}
  static Task<std::string> ready() { co_return ""; }
  std::string token_of(const auth::Principal& who) {
    return auth::sign_token(signing_key, kPublicUrl, who, random.token(9), clock.now(), std::chrono::hours(24));
  }

  auth::SigningKey signing_key = auth::SigningKey::make(random);
  auth::TokenVerifier tokens{kPublicUrl, clock};
  http::RateLimiter limiter{nullptr, clock};
  Sockets sockets{service.database, tokens, random, names, feed, policy};
  CaptureRoutes capture_routes{captures, {names, "0.1"}};
  QueryRoutes query_routes{queries};
  SubscriptionRoutes subscription_routes{subscriptions, {names, "0.1"}};
  http::RouteTable table;
  std::unique_ptr<http::Server> server;
};

}  // namespace
}  // namespace shanhai::traceability

int main() {
  shanhai::traceability::ApiPeer peer;
  std::cout << shanhai::json::to_text(peer.describe_itself()) << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    peer.carry_out();
    std::cout << "{}" << std::endl;
  }
}
