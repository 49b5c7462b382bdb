#include "tests/integration/http/tls_server.hpp"

#include <sys/socket.h>

#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace shanhai::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

TlsServer::TlsServer(const fixture::Certificate& certificate)
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
  const auto chain = certificate.pem(), key = certificate.key_pem();
  tls_.use_certificate_chain(asio::buffer(chain));
  tls_.use_private_key(asio::buffer(key), asio::ssl::context::pem);
  thread_ = std::thread([this] { serve(); });
}

TlsServer::~TlsServer() {
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // accept() returns
  thread_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& connection : connections_) connection.join();
}

void TlsServer::speak_at_most(int version) {
  SSL_CTX_set_security_level(tls_.native_handle(), 0);  // would not speak the old ones
  SSL_CTX_set_max_proto_version(tls_.native_handle(), version);
}

std::string TlsServer::url(const std::string& host) const {
  return "https://" + host + ':' + std::to_string(acceptor_.local_endpoint().port()) + '/';
}

std::string TlsServer::server_name() const {
  const std::lock_guard lock(mutex_);
  return server_name_;
}

void TlsServer::serve() {
  for (;;) {
    error_code failure;
    tcp::socket socket(context_);
    acceptor_.accept(socket, failure);
    if (failure) return;
    connections_.emplace_back(&TlsServer::answer, this, std::move(socket));
  }
}

void TlsServer::answer(tcp::socket socket) {
  asio::ssl::stream<tcp::socket> stream(std::move(socket), tls_);
  const int descriptor = stream.next_layer().native_handle();
  {
    const std::lock_guard lock(mutex_);
    open_.insert(descriptor);
  }
  error_code failure;
  stream.handshake(asio::ssl::stream_base::server, failure);
  if (!failure) {
    ++handshakes_;
    const char* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
    const std::lock_guard lock(mutex_);
    server_name_ = name ? name : "";
  }
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  for (std::string request; !failure;) {
    const auto length = asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", failure);
    if (failure) break;  // the client has closed
    request.erase(0, length);
    ++requests_;
    asio::write(stream, asio::buffer(answer), failure);
  }
  const std::lock_guard lock(mutex_);
  open_.erase(descriptor);
}

}  // namespace shanhai::http
