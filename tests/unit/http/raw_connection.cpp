#include "tests/unit/http/raw_connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace shanhai::http {

std::string RawAnswer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

RawConnection::RawConnection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{10, 0};
  const int one = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("connection refused");
  }
}

RawConnection::~RawConnection() { close(); }

void RawConnection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void RawConnection::finish_sending() { ::shutdown(socket_, SHUT_WR); }

bool RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawConnection::fill() {
  char bytes[65536];
  const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  input_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::string RawConnection::read_bytes(std::size_t count) {
  while (input_.size() < count && fill()) {
  }
  auto out = input_.substr(0, count);
  input_.erase(0, out.size());
  return out;
}

bool RawConnection::answers_within(int ms) {
  pollfd readable{socket_, POLLIN, 0};
  return !input_.empty() || ::poll(&readable, 1, ms) > 0;
}

bool RawConnection::closed() {
  char byte;
  return input_.empty() && ::recv(socket_, &byte, 1, 0) == 0;
}

RawAnswer RawConnection::read(bool head_only) {
  RawAnswer out;
  std::size_t end;
  while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return out;
  }
  std::string head = input_.substr(0, end + 2);
  input_.erase(0, end + 4);
  out.status_line = head.substr(0, head.find("\r\n"));
  for (std::size_t at = out.status_line.size() + 2; at < head.size();) {
    const auto stop = head.find("\r\n", at), colon = head.find(": ", at);
    auto name = head.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    out.headers.emplace(name, head.substr(colon + 2, stop - colon - 2));
    at = stop + 2;
  }
  const auto status = std::stoi(out.status_line.substr(9, 3));
  const auto length = out.header("content-length");
  if (!head_only && !length.empty()) {
    const auto count = static_cast<std::size_t>(std::stoul(length));
    out.body = read_bytes(count);
    if (out.body.size() < count) return out;
  }
  out.status = status;
  return out;
}

}  // namespace shanhai::http
