// The server of tests/load/http.sh: one document, answered from memory (/cached) and by a coroutine (/handler), with
// everything a real listener does: limits, deadlines, metrics, a log line per request.
//
//   bench_http FILE    serves FILE on 127.0.0.1; prints the port; ends with SIGTERM or SIGINT
#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

#include "common/http/server.hpp"

namespace shanhai {
namespace {

struct Document {
  std::string body;
  std::shared_ptr<const std::string> prepared;

  explicit Document(const char* path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    body = text.str();
    prepared = std::make_shared<const std::string>(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\nETag: \"1\"\r\nCache-Control: public, max-age=5\r\n\r\n" + body);
  }
  Task<Result<http::Response>> answer(http::Request&) { co_return http::Response::of(200, "application/json", body); }
};

Task<std::string> ready() { co_return std::string(); }

int serve(const char* path) {
  Document document(path);
  const SystemClock clock;
  SecureRandom random;
  const auth::TokenVerifier tokens("bench", clock);
  http::RateLimiter limiter(nullptr, clock);
  http::RouteTable table;
  table.mount(document, {{http::Method::get, "/handler", http::Access::anyone(), &Document::answer,
                          http::Contract("The document")}});
  table.mount_fast("/cached", [&document](std::string_view target, std::string_view, bool) {
    return target == "/cached" ? document.prepared : nullptr;
  });
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.requests_per_minute = 2'000'000'000;  // counted, never reached
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  http::Server server(options, table, tokens, limiter, random, ready);
  server.start();
  std::cout << server.port() << std::endl;
  int signal = 0;
  sigwait(&ending, &signal);
  server.drain(std::chrono::seconds(1));
  return 0;
}

}  // namespace
}  // namespace shanhai

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: bench_http FILE\n";
    return 2;
  }
  try {
    return shanhai::serve(argv[1]);
  } catch (const std::exception& e) {
    std::cerr << "bench_http: " << e.what() << '\n';
    return 1;
  }
}
