// How a listener behaves.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::http {

struct ServerOptions {
  std::string listen;  // "127.0.0.1:8080"; port 0 picks a free one
  std::size_t threads = 2;
  std::chrono::milliseconds request_deadline{15000};  // from the first byte of a request to the last byte of its answer
  std::chrono::milliseconds idle_timeout{60000};      // between requests
  std::size_t max_connections = 4096;
  std::chrono::milliseconds websocket_ping{20000};   // a WebSocket's peer silent for so long is asked for a sign
  std::chrono::milliseconds websocket_write{20000};  // a peer that has not read a message by then is cut off
  bool internal = false;                     // serves Access::internal() routes and /metrics; else refuses them (404)
  std::string internal_token;                // what internal callers must send as bearer token
  std::vector<std::string> trusted_proxies;  // addresses or networks whose X-Forwarded-For is believed
  int requests_per_minute = 6000;            // default limit per caller, and per address
  std::optional<bool> metrics_public;        // /metrics where not internal; by default on loopback without proxies only
  std::string version = "0";                 // of the API, for /openapi.json
  bool access_log = true;                    // one line per request
};

}  // namespace shanhai::http
