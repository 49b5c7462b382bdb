#include "common/http/client_caller.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <stdexcept>

#include "common/http/client_connection.hpp"
#include "common/http/public_address.hpp"
#include "common/http/read_buffer.hpp"
#include "common/http/response_reader.hpp"
#include "common/http/router.hpp"
#include "common/http/text.hpp"

namespace shanhai::http {
namespace {

using boost::system::error_code;
using TimePoint = std::chrono::steady_clock::time_point;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;

// Closes a connection when the request's time is up.
class Watchdog {
 public:
  Watchdog(Executor executor, TimePoint deadline) : timer_(executor, deadline), state_(std::make_shared<State>()) {
    timer_.async_wait([state = state_](error_code cancelled) {
      if (cancelled) return;
      state->expired = true;
      if (state->connection) state->connection->close();
    });
  }
  ~Watchdog() { timer_.cancel(); }
  bool expired() const { return state_->expired; }
  void guard(std::shared_ptr<ClientConnection> connection) {
    state_->connection = std::move(connection);
    if (state_->expired) state_->connection->close();
  }

 private:
  struct State {
    bool expired = false;
    std::shared_ptr<ClientConnection> connection;
  };
  Timer timer_;
  std::shared_ptr<State> state_;
};

// Name resolution cannot be cancelled, so it goes on alone when its caller stops waiting.
struct Resolution {
  Resolution(Executor executor, TimePoint deadline) : resolver(executor), done(executor, deadline) {}
  Resolver resolver;
  Timer done;
  bool finished = false;
  error_code failure;
  Resolver::results_type found;
};

Task<> resolve_alone(std::shared_ptr<Resolution> resolution, std::string host, std::string port) {
  auto found =
      co_await resolution->resolver.async_resolve(host, port, asio::redirect_error(use_task, resolution->failure));
  resolution->found = std::move(found);
  resolution->finished = true;
  resolution->done.cancel();
}

Task<std::vector<asio::ip::tcp::endpoint>> resolve(const ClientUrl& url, TimePoint deadline) {
  std::vector<asio::ip::tcp::endpoint> out;
  error_code failure;
  const auto address = asio::ip::make_address(url.host, failure);
  if (!failure) {
    out.emplace_back(address, static_cast<unsigned short>(std::stoul(url.port)));
    co_return out;
  }
  const auto executor = co_await asio::this_coro::executor;
  auto resolution = std::make_shared<Resolution>(executor, deadline);
  asio::co_spawn(executor, resolve_alone(resolution, url.host, url.port), asio::detached);
  if (!resolution->finished) co_await resolution->done.async_wait(asio::redirect_error(use_task, failure));
  if (!resolution->finished) throw Unavailable(url.origin() + ": the name was not resolved in time");
  if (resolution->failure) throw Unavailable(url.origin() + ": " + resolution->failure.message());
  for (const auto& entry : resolution->found) out.push_back(entry.endpoint());
  co_return out;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  const auto text = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
  };
  if (name.empty() || !text(name) || !text(value)) throw std::invalid_argument("a header is not one line");
  out.append(name).append(": ").append(value).append("\r\n");
}

std::string print_request(const ClientRequest& request, const ClientUrl& url) {
  std::string out(name_of(request.method));
  out.append(" ").append(url.target).append(" HTTP/1.1\r\n");
  append_header(out, "Host", url.authority);
  append_header(out, "User-Agent", "shanhai");
  for (const auto& [name, value] : request.headers) append_header(out, name, value);
  if (!request.body.empty() || request.method != Method::get)
    append_header(out, "Content-Length", std::to_string(request.body.size()));
  return out.append("\r\n").append(request.body);
}

bool may_repeat(const ClientRequest& request) {
  if (request.method != Method::post && request.method != Method::patch) return true;
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [](const auto& header) { return same_word(header.first, "Idempotency-Key"); });
}

}  // namespace

struct Caller::Impl {
  asio::ssl::context tls{asio::ssl::context::tls_client};
  Options options;

  // What connections are kept apart by: two callers of one io_context may trust different authorities, and what one may
  // reach the other may not.
  std::string purpose_of(const std::string& origin) const {
    return options.ca_file + (options.public_only ? " public " : " ") + origin;
  }

  Task<std::shared_ptr<ClientConnection>> connect(ClientUrl url, TimePoint deadline, Watchdog& watchdog);
  std::vector<asio::ip::tcp::endpoint> allowed(std::vector<asio::ip::tcp::endpoint> found,
                                               const std::string& origin) const;
  // nullopt: the connection ended before a byte of an answer.
  Task<std::optional<ClientResponse>> exchange(ConnectionPool& pool, std::shared_ptr<ClientConnection> connection,
                                               const std::string& bytes, const std::string& origin, Watchdog& watchdog);
};

std::vector<asio::ip::tcp::endpoint> Caller::Impl::allowed(std::vector<asio::ip::tcp::endpoint> found,
                                                           const std::string& origin) const {
  if (!options.public_only) return found;
  std::erase_if(found, [](const auto& endpoint) { return !is_public_address(endpoint.address()); });
  if (found.empty()) throw Unavailable(origin + ": not an address of the public internet");
  return found;
}

Task<std::shared_ptr<ClientConnection>> Caller::Impl::connect(ClientUrl url, TimePoint deadline, Watchdog& watchdog) {
  const auto executor = co_await asio::this_coro::executor;
  auto found = co_await resolve(url, deadline);
  const auto endpoints = allowed(std::move(found), url.origin());
  error_code failure = asio::error::host_not_found;
  for (const auto& endpoint : endpoints) {
    auto connection = make_connection(executor, url.secure ? &tls : nullptr);
    watchdog.guard(connection);
    co_await connection->socket().async_connect(endpoint, asio::redirect_error(use_task, failure));
    if (watchdog.expired()) break;
    if (failure) continue;
    connection->socket().set_option(asio::ip::tcp::no_delay(true), failure);
    const std::string refused = co_await connection->handshake(url.host);
    if (refused.empty()) co_return connection;
    if (watchdog.expired()) break;
    throw Unavailable(url.origin() + ": " + refused);  // another address of the name would have the same certificate
  }
  if (watchdog.expired()) throw Unavailable(url.origin() + ": no connection in time");
  throw Unavailable(url.origin() + ": " + failure.message());
}

Task<std::optional<ClientResponse>> Caller::Impl::exchange(ConnectionPool& pool,
                                                           std::shared_ptr<ClientConnection> connection,
                                                           const std::string& bytes, const std::string& origin,
                                                           Watchdog& watchdog) {
  watchdog.guard(connection);
  error_code failure =
      co_await connection->write(asio::buffer(bytes));  // a peer may answer and close before it has read all
  ResponseReader reader(options.answer_bytes_max, options.cuts_answers);
  ReadBuffer input;
  bool ended = false;
  while (reader.state() == ResponseReader::State::needs_more) {
    error_code broken;
    const std::size_t count = co_await connection->read_some(input.space(), broken);
    ended = broken.failed();
    input.commit(count);
    while (!input.empty() && reader.state() == ResponseReader::State::needs_more) {
      const auto taken = reader.put(input.view());
      if (taken == 0) break;
      input.consume(taken);
    }
    if (!ended && !input.full()) continue;
    if (watchdog.expired()) throw Unavailable(origin + ": no answer in time");
    if (!reader.started()) co_return std::nullopt;
    if (broken && broken != asio::error::eof) throw Unavailable(origin + ": " + broken.message());
    if (reader.state() == ResponseReader::State::needs_more) reader.put_end();
  }
  if (reader.state() == ResponseReader::State::malformed) throw Unavailable(origin + ": the answer is malformed");
  const bool keeps = !ended && !failure && input.empty() && reader.keep_alive();
  if (keeps) pool.keep(purpose_of(origin), std::move(connection));
  co_return reader.take();
}

Caller::Caller(Options options) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
  const auto& ca_file = impl_->options.ca_file;
  boost::system::error_code unreadable;
  if (ca_file.empty()) {
    impl_->tls.set_default_verify_paths();
  } else if (impl_->tls.load_verify_file(ca_file, unreadable); unreadable) {
    throw std::invalid_argument("no certificates can be read from " + ca_file);
  }
  impl_->tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
}

Caller::~Caller() = default;

Task<ClientResponse> Caller::send(ClientRequest request) {
  const auto url = parse_client_url(request.url);
  const auto origin = url.origin();
  const auto bytes = print_request(request, url);
  const auto deadline = std::chrono::steady_clock::now() + request.timeout;
  const auto executor = co_await asio::this_coro::executor;
  auto& pool = asio::use_service<ConnectionPool>(executor.context());
  Watchdog watchdog(executor, deadline);
  if (auto kept = pool.take(impl_->purpose_of(origin))) {
    std::optional<ClientResponse> answer = co_await impl_->exchange(pool, std::move(kept), bytes, origin, watchdog);
    if (answer) co_return std::move(*answer);
    if (!may_repeat(request)) throw Unavailable(origin + ": the connection was closed");
  }
  auto fresh = co_await impl_->connect(url, deadline, watchdog);
  std::optional<ClientResponse> answer = co_await impl_->exchange(pool, std::move(fresh), bytes, origin, watchdog);
  if (!answer) throw Unavailable(origin + ": the connection was closed");
  co_return std::move(*answer);
}

}  // namespace shanhai::http
