// A server with one route that speaks on WebSockets, for a client that others have written. Prints its port; each line
// of standard input tells it what to do: "drain".
#include <iostream>

#include "common/auth/tokens.hpp"
#include "common/http/rate_limit.hpp"
#include "common/http/server.hpp"
#include "common/http/websocket.hpp"

namespace shanhai::http {
namespace {

constexpr std::size_t kLargest = 300'000;
constexpr int kFlood = 64;

// GET /news?talk=...: "sizes" says messages of many sizes and is over, "quiet" waits, "flood" says more than is read.
class Talk final : public WebSocketTalk {
 public:
  explicit Talk(std::string kind) : kind_(std::move(kind)) {}
  Task<> run(WebSocket& socket) override {
    if (kind_ == "sizes") {
      for (const std::size_t size : {std::size_t(0), std::size_t(1), std::size_t(125), std::size_t(126),
                                     std::size_t(65535), std::size_t(65536), kLargest}) {
        std::string text = std::to_string(size) + ":" + std::string(size, 'x') + "荞";
        co_await socket.send(std::move(text));
      }
      co_return;
    }
    for (int i = 0; kind_ == "flood" && i < kFlood && socket.is_open(); ++i) {
      std::string text(1 << 20, 'x');
      co_await socket.send(std::move(text));
    }
    if (kind_ == "flood" && !socket.is_open()) std::cout << "cut off" << std::endl;
    while (socket.is_open())
      co_await socket.waiter()->wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(60));
  }

 private:
  const std::string kind_;
};

Task<Result<OpenedWebSocket>> open(Request& request) {
  if (request.query.empty()) co_return Error::invalid_field("query/talk", "required");
  OpenedWebSocket out;
  out.talk = std::make_unique<Talk>(request.query.front().second);
  co_return out;
}

Task<Result<Response>> plain(Request&) { co_return Response::empty(204); }
Task<std::string> ready() { co_return ""; }

int serve() {
  SystemClock clock;
  SecureRandom random;
  auth::TokenVerifier tokens("https://peer.invalid", clock);
  RateLimiter limiter(nullptr, clock);
  RouteTable table;
  table.add({Method::get, "/news", Access::anyone(), UpgradableHandler{plain, open}, Contract("News")});
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.access_log = false;
  options.websocket_ping = std::chrono::milliseconds(300);
  options.websocket_write = std::chrono::milliseconds(1500);
  Server server(options, table, tokens, limiter, random, ready);
  server.start();
  std::cout << server.port() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "drain") server.drain(std::chrono::seconds(5));
  }
  return 0;
}

}  // namespace
}  // namespace shanhai::http

int main() { return shanhai::http::serve(); }
