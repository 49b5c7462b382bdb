// WebSockets (RFC 6455) on which the server speaks and the peer listens: a route whose GET may be upgraded.
//
//   table.add({Method::get, "/v1/news", Access::signed_in(), http::UpgradableHandler{plain, open}, Contract("News")});
//
// The request passes what every request of its row passes: limits, authentication, roles. Then `open` answers it: an
// Error becomes problem+json, else the protocol is switched and the talk begins. The transport answers pings, pings a
// peer that is silent, cuts off one that does not read (ServerOptions), refuses messages (1003) and says 1001 when the
// server drains. No extensions, no subprotocols.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/async/waiter.hpp"
#include "common/http/route.hpp"

namespace shanhai::http {

enum class WebSocketClose : std::uint16_t {  // RFC 6455, 7.4.1
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  invalid_payload = 1007,
  policy_violation = 1008,
  internal_error = 1011,
};

// Used on the connection's own thread, by its talk alone; but for the waiter, which anybody may wake.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  // A text message (UTF-8); returns when the system has taken it, so that a slow peer slows down who sends. False: the
  // connection has ended or is ending.
  virtual Task<bool> send(std::string text) = 0;
  // The talk is over: what is being sent is finished, then the peer is told why. The first call counts.
  virtual void close(WebSocketClose code, std::string_view reason) = 0;
  virtual bool is_open() const = 0;
  // What the talk waits on when it has nothing to say; woken when the connection ends.
  virtual const std::shared_ptr<Waiter>& waiter() const = 0;
};

class WebSocketTalk {
 public:
  virtual ~WebSocketTalk() = default;
  // Until the connection ends or there is nothing more to say: then it is closed with 1000, after an exception with
  // 1011.
  virtual Task<> run(WebSocket& socket) = 0;
};

struct OpenedWebSocket {
  std::unique_ptr<WebSocketTalk> talk;
  std::vector<std::pair<std::string, std::string>> headers;  // of the 101
};
using WebSocketOpening = std::function<Task<Result<OpenedWebSocket>>(Request&)>;

// The handler of such a row. Whoever puts another handler around it takes the upgrade away.
struct UpgradableHandler {
  Handler plain;
  WebSocketOpening open;
  Task<Result<Response>> operator()(Request& request) const { return plain(request); }
};

}  // namespace shanhai::http
