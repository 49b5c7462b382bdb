#include "common/http/server.hpp"

#include <charconv>
#include <stdexcept>

#include "common/http/io_thread.hpp"

namespace shanhai::http {
namespace {

asio::ip::tcp::endpoint parse_listen(const std::string& listen) {
  const auto wrong = [&listen] { return std::runtime_error("'" + listen + "' is not an address and a port"); };
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos) throw wrong();
  auto host = listen.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  unsigned short port = 0;
  const char* end = listen.data() + listen.size();
  const auto parsed = std::from_chars(listen.data() + colon + 1, end, port);
  boost::system::error_code failure;
  const auto address = asio::ip::make_address(host, failure);
  if (failure || parsed.ec != std::errc() || parsed.ptr != end) throw wrong();
  return {address, port};
}

void check(const ServerOptions& options) {
  if (options.internal && options.internal_token.size() < 32) {
    throw std::runtime_error("an internal listener needs an internal token of at least 32 characters");
  }
  if (options.threads == 0) throw std::runtime_error("a server needs a thread");
}

// On loopback with a proxy in front, everybody comes by loopback.
bool serves_metrics(const ServerOptions& options, const asio::ip::tcp::endpoint& endpoint) {
  const bool is_local = endpoint.address().is_loopback() && options.trusted_proxies.empty();
  return options.internal || options.metrics_public.value_or(is_local);
}

// SO_REUSEPORT lets this process's threads share a port, and would let another process of the same user in on it, too:
// a socket without it is refused where anybody listens. Throws boost::system::system_error.
void require_unused(asio::io_context& context, const asio::ip::tcp::endpoint& endpoint) {
  Acceptor probe(context, endpoint.protocol());
  probe.set_option(Acceptor::reuse_address(true));
  probe.bind(endpoint);
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions given, const RouteTable& routes, const auth::TokenVerifier& tokens, RateLimiter& limiter,
       Random& random, std::function<Task<std::string>()> ready)
      : options((check(given), std::move(given))),
        endpoint(parse_listen(options.listen)),
        system(std::move(ready), draining, serves_metrics(options, endpoint),
               json::to_text(openapi(routes, options.version))),
        dispatcher(options, routes, tokens, limiter, system, serves_metrics(options, endpoint)),
        state(options, dispatcher, draining) {
    for (std::size_t i = 0; i < options.threads; ++i)
      io_threads.push_back(std::make_unique<IoThread>(state, random.next_u64()));
  }

  const ServerOptions options;
  asio::ip::tcp::endpoint endpoint;
  std::atomic<bool> draining{false};
  SystemRoutes system;
  Dispatcher dispatcher;
  ServerState state;
  std::vector<std::unique_ptr<IoThread>> io_threads;
  std::vector<std::thread> threads;
};

Server::Server(ServerOptions options, const RouteTable& routes, const auth::TokenVerifier& tokens, RateLimiter& limiter,
               Random& random, std::function<Task<std::string>()> ready)
    : impl_(std::make_unique<Impl>(std::move(options), routes, tokens, limiter, random, std::move(ready))) {}

Server::~Server() {
  drain(std::chrono::milliseconds(0));
  for (auto& thread : impl_->threads) thread.join();
}

void Server::start() {
  try {
    require_unused(impl_->io_threads.front()->context, impl_->endpoint);
    for (auto& thread : impl_->io_threads) impl_->endpoint.port(thread->listen(impl_->endpoint));
  } catch (const boost::system::system_error& e) {
    throw std::runtime_error("cannot listen on " + impl_->options.listen + ": " + e.code().message());
  }
  for (auto& thread : impl_->io_threads) impl_->threads.emplace_back(&IoThread::run, thread.get());
}

unsigned short Server::port() const { return impl_->endpoint.port(); }

void Server::drain(std::chrono::milliseconds patience) {
  if (impl_->draining.exchange(true) || impl_->threads.empty()) return;
  for (auto& thread : impl_->io_threads) thread->stop_accepting();
  if (impl_->state.wait_until_empty(patience)) return;
  for (auto& thread : impl_->io_threads) thread->close_connections();
}

}  // namespace shanhai::http
