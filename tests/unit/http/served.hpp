// A started server on a free port with a few routes, for tests over raw sockets.
#pragma once

#include <gtest/gtest.h>

#include <boost/describe.hpp>
#include <condition_variable>
#include <mutex>

#include "common/async/workers.hpp"
#include "common/auth/tokens.hpp"
#include "common/http/server.hpp"
#include "tests/unit/http/raw_connection.hpp"

namespace shanhai::http {

struct Note {
  Text<1, 20> text;
  std::optional<Bounded<1, 9>> stars;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text, stars))

struct NoteQuery {
  std::optional<std::int64_t> after;
  std::optional<bool> done;
  std::optional<std::vector<std::int64_t>> years;
  std::optional<Text<1, 10>> word;
};
BOOST_DESCRIBE_STRUCT(NoteQuery, (), (after, done, years, word))

// A door that handlers wait at, on a worker, until the test opens it.
class Gate {
 public:
  void open();
  void pass();                 // blocks
  void await_arrivals(int n);  // blocks until n have come, opened or not; fails after 10 s

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int arrivals_ = 0;
};

struct SampleRoutes {
  Task<Result<Response>> echo(Request& request);
  Task<Result<Response>> list(Request& request);
  Task<Result<Response>> segment(Request& request);
  Task<Result<Response>> wait(Request& request);
  Task<Result<Response>> fail(Request& request);
  Task<Result<Response>> large(Request& request);
  Task<Result<Response>> tagged(Request& request);
  Task<Result<Response>> raw(Request& request);
  void mount(RouteTable& table);

  Gate gate;
  Workers workers{4, 64};
  std::atomic<int> handled{0};
  std::atomic<std::int64_t> left_ms{0};  // until the deadline of the last wait()
  std::string large_body = std::string(100'000, 'x');
};

class Served : public ::testing::Test {
 protected:
  Served();
  ~Served() override;
  void start();    // with `options`
  void restart();  // after changing `options`
  RawConnection connect() { return RawConnection(server->port()); }
  // One exchange on a connection of its own.
  RawAnswer ask(std::string_view bytes);
  RawAnswer get(const std::string& target, const std::string& more_headers = "");
  RawAnswer post(const std::string& target, const std::string& body, const std::string& more_headers = "");
  std::string token(auth::Role role);
  bool metric_appears(const std::string& line);            // counting comes just behind the answer
  static std::string code_of(const RawAnswer& answer);     // of the problem document
  static std::string pointer_of(const RawAnswer& answer);  // of its first error

  SystemClock clock;
  SecureRandom random;
  auth::SigningKey signing_key = auth::SigningKey::make(random);
  auth::TokenVerifier tokens{"https://test.invalid", clock};
  std::unique_ptr<RateLimiter> limiter;
  SampleRoutes routes;
  FastHandler fast;  // below /fast/
  RouteTable table;
  ServerOptions options;
  std::string not_ready;
  std::unique_ptr<Server> server;

 private:
  Task<std::string> readiness() { co_return not_ready; }
};

}  // namespace shanhai::http
