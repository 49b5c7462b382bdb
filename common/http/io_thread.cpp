#include "common/http/io_thread.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "common/http/problem.hpp"
#include "common/http/session.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
constexpr int kBacklog = 1024;
constexpr auto kSweepMost = 250ms;
constexpr auto kSweepLeast = 10ms;

}  // namespace

bool ServerState::enter() {
  if (connections_.fetch_add(1) < options.max_connections) return true;
  leave();
  return false;
}

void ServerState::enter_instead() { connections_.fetch_add(1); }

void ServerState::leave() {
  if (connections_.fetch_sub(1) > 1) return;
  const std::lock_guard lock(mutex_);
  empty_.notify_all();
}

bool ServerState::wait_until_empty(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return empty_.wait_for(lock, patience, [this] { return connections_.load() == 0; });
}

// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
void TraceRandom::fill(std::span<std::uint8_t> out) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % 8 == 0) {
      word = state_ += 0x9e3779b97f4a7c15u;
      word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
      word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
      word ^= word >> 31;
    }
    out[i] = static_cast<std::uint8_t>(word >> (i % 8 * 8));
  }
}

IoThread::IoThread(ServerState& server, std::uint64_t seed)
    : server(server),
      log(server.dispatcher.labels(), server.options.access_log),
      random(seed),
      acceptor_(context),
      sweep_timer_(context),
      accept_pause_(context) {}

IoThread::~IoThread() = default;

unsigned short IoThread::listen(asio::ip::tcp::endpoint endpoint) {
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(Acceptor::reuse_address(true));
  acceptor_.set_option(ReusePort(true));
  acceptor_.bind(endpoint);
  acceptor_.listen(kBacklog);
  return acceptor_.local_endpoint().port();
}

void IoThread::run() {
  asio::co_spawn(context, accept(), asio::detached);
  asio::co_spawn(context, sweep(), asio::detached);
  context.run();
}

Task<> IoThread::accept() {
  while (accepting_) {
    boost::system::error_code failure;
    Socket socket = co_await acceptor_.async_accept(asio::redirect_error(use_task, failure));
    if (!accepting_) break;
    if (failure) {  // out of descriptors, mostly: accepting again at once would only spin
      telemetry::log_warn("http.accept_failed", {{"reason", failure.message()}});
      accept_pause_.expires_after(100ms);
      co_await accept_pause_.async_wait(asio::redirect_error(use_task, failure));
    } else if (server.enter()) {
      asio::co_spawn(context, serve(std::move(socket)), asio::detached);
    } else if (make_room()) {
      server.enter_instead();
      asio::co_spawn(context, serve(std::move(socket)), asio::detached);
    } else {
      turn_away(std::move(socket));
    }
  }
}

Task<> IoThread::serve(Socket socket) {
  try {
    Session session(*this, std::move(socket));
    co_await session.run();
  } catch (const std::exception& e) {
    telemetry::log_error("http.connection_failed", {{"reason", e.what()}});
  }
  server.leave();
}

bool IoThread::make_room() {
  Session* oldest = nullptr;
  for (auto* session : sessions) {
    if (session->is_idle() && (!oldest || session->deadline() < oldest->deadline())) oldest = session;
  }
  if (oldest) oldest->close();
  return oldest != nullptr;
}

void IoThread::turn_away(Socket socket) {
  Error error = Error::unavailable("too_many_connections");
  const auto response = to_problem(error, Language::zh, {});
  const auto bytes =
      print_head(response, response.body.size(), date.at(std::time(nullptr)), Persistence::close) + response.body;
  boost::system::error_code gone;
  socket.non_blocking(true, gone);
  socket.write_some(asio::buffer(bytes), gone);
  static auto& refused = telemetry::counter("http_connections_refused_total", "Connections beyond max_connections");
  refused.add();
}

Task<> IoThread::sweep() {
  const auto interval = std::clamp(server.options.request_deadline / 8, std::chrono::milliseconds(kSweepLeast),
                                   std::chrono::milliseconds(kSweepMost));
  while (accepting_ || !sessions.empty()) {
    boost::system::error_code cancelled;
    sweep_timer_.expires_after(interval);
    co_await sweep_timer_.async_wait(asio::redirect_error(use_task, cancelled));
    const auto now = std::chrono::steady_clock::now();
    for (auto* session : sessions) {
      session->sweep(now);
      if (!accepting_) session->close_if_idle();
    }
    log.flush();
  }
  log.flush();
}

void IoThread::stop_accepting() {
  asio::post(context, [this] {
    accepting_ = false;
    boost::system::error_code already;
    acceptor_.close(already);
    accept_pause_.cancel();
    sweep_timer_.cancel();
  });
}

void IoThread::close_connections() {
  asio::post(context, [this] {
    for (auto* session : sessions) session->close();
  });
}

}  // namespace shanhai::http
