#include "common/http/client_connection.hpp"

#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr std::size_t kKeptPerOriginMax = 32, kKeptMax = 512;
constexpr auto kKeptFor = 20s;  // less than servers wait for a next request, ours included

class PlainConnection final : public ClientConnection {
 public:
  explicit PlainConnection(Executor executor) : socket_(executor) {}
  Task<std::string> handshake(const std::string&) override { co_return std::string(); }
  Task<error_code> write(asio::const_buffer bytes) override {
    error_code failure;
    co_await asio::async_write(socket_, bytes, asio::redirect_error(use_task, failure));
    co_return failure;
  }
  Task<std::size_t> read_some(asio::mutable_buffer space, error_code& failure) override {
    const std::size_t bytes = co_await socket_.async_read_some(space, asio::redirect_error(use_task, failure));
    co_return bytes;
  }
  Socket& socket() override { return socket_; }

 private:
  Socket socket_;
};

// A name is told to the server as well (SNI, RFC 6066), an address is not.
void expect_peer(SSL* tls, const std::string& host) {
  error_code no_address;
  asio::ip::make_address(host, no_address);
  const bool set = no_address
                       ? SSL_set1_host(tls, host.c_str()) == 1 && SSL_set_tlsext_host_name(tls, host.c_str()) == 1
                       : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
  if (!set) throw std::runtime_error("OpenSSL does not take the peer's name");
}

class TlsConnection final : public ClientConnection {
 public:
  TlsConnection(Executor executor, asio::ssl::context& tls) : stream_(executor, tls) {}
  Task<std::string> handshake(const std::string& host) override {
    auto* tls = stream_.native_handle();
    stream_.set_verify_mode(asio::ssl::verify_peer);
    expect_peer(tls, host);
    error_code failure;
    co_await stream_.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(use_task, failure));
    if (!failure) co_return std::string();
    const auto verdict = SSL_get_verify_result(tls);
    if (verdict == X509_V_OK) co_return failure.message();
    co_return std::string("the certificate is refused: ") + X509_verify_cert_error_string(verdict);
  }
  Task<error_code> write(asio::const_buffer bytes) override {
    error_code failure;
    co_await asio::async_write(stream_, bytes, asio::redirect_error(use_task, failure));
    co_return failure;
  }
  Task<std::size_t> read_some(asio::mutable_buffer space, error_code& failure) override {
    const std::size_t bytes = co_await stream_.async_read_some(space, asio::redirect_error(use_task, failure));
    co_return bytes;
  }
  Socket& socket() override { return stream_.next_layer(); }

 private:
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

void ClientConnection::close() {
  error_code already;
  socket().close(already);
}

bool ClientConnection::is_quiet() {
  char byte;
  const auto got = ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

std::shared_ptr<ClientConnection> make_connection(Executor executor, asio::ssl::context* tls) {
  if (tls) return std::make_shared<TlsConnection>(executor, *tls);
  return std::make_shared<PlainConnection>(executor);
}

asio::execution_context::id ConnectionPool::id;

ConnectionPool::ConnectionPool(asio::execution_context& context) : service(context) {
  // Services end in the reverse order of their beginning: sockets' and timers' have to be there before this one.
  auto& io = static_cast<asio::io_context&>(context);
  const ClientConnection::Socket socket(io.get_executor());
  const Timer timer(io.get_executor());
}

std::shared_ptr<ClientConnection> ConnectionPool::take(const std::string& purpose) {
  auto& kept = kept_[purpose];
  while (!kept.empty()) {
    auto connection = std::move(kept.back());  // the freshest
    kept.pop_back();
    const bool fresh = std::chrono::steady_clock::now() - connection->kept_since < kKeptFor;
    if (fresh && connection->is_quiet()) return connection;
  }
  return nullptr;
}

void ConnectionPool::keep(const std::string& purpose, std::shared_ptr<ClientConnection> connection) {
  const auto now = std::chrono::steady_clock::now();
  connection->kept_since = now;
  // Origins that are not called again would keep theirs for ever.
  std::size_t count = 0;
  for (auto& [other, kept] : kept_) {
    while (!kept.empty() && now - kept.front()->kept_since >= kKeptFor) kept.pop_front();
    count += kept.size();
  }
  std::erase_if(kept_, [](const auto& one) { return one.second.empty(); });
  if (count >= kKeptMax) return;
  auto& kept = kept_[purpose];
  kept.push_back(std::move(connection));
  if (kept.size() > kKeptPerOriginMax) kept.pop_front();
}

}  // namespace shanhai::http
