#include "tests/unit/http/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace shanhai::http {
namespace {

// A head, and the body its Content-Length tells; empty: the client has closed.
std::string read_request(int socket) {
  std::string out;
  for (;;) {
    const auto end = out.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto length = out.find("Content-Length: ");
      const std::size_t body = length < end ? std::stoul(out.substr(length + 16)) : 0;
      if (out.size() >= end + 4 + body) return out;
    }
    char bytes[4096];
    const auto count = ::recv(socket, bytes, sizeof bytes, 0);
    if (count <= 0) return {};
    out.append(bytes, static_cast<std::size_t>(count));
  }
}

}  // namespace

RawServer::RawServer(std::vector<std::vector<Exchange>> connections)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(listener_, 8);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this, connections = std::move(connections)] { serve(connections); });
}

RawServer::~RawServer() {
  if (thread_.joinable()) thread_.join();
  ::close(listener_);
}

void RawServer::serve(const std::vector<std::vector<Exchange>>& connections) {
  for (const auto& exchanges : connections) {
    pollfd incoming{listener_, POLLIN, 0};
    if (::poll(&incoming, 1, 10'000) <= 0) return;
    const int socket = ::accept(listener_, nullptr, nullptr);
    for (const auto& exchange : exchanges) {
      auto request = read_request(socket);
      if (request.empty()) break;
      requests_.push_back(std::move(request));
      ::send(socket, exchange.answer.data(), exchange.answer.size(), MSG_NOSIGNAL);
      if (exchange.then_close) break;
      if (&exchange == &exchanges.back())
        read_request(socket);  // until the client closes, or asks for more than was planned
    }
    ::close(socket);
  }
}

std::vector<std::string> RawServer::requests() {
  if (thread_.joinable()) thread_.join();
  return requests_;
}

}  // namespace shanhai::http
