#include "tests/load/http_line.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace shanhai::load {
namespace {

constexpr std::size_t kReadBytes = 65'536;
constexpr timeval kPatience{60, 0};

[[noreturn]] void fail(const char* what) { throw std::runtime_error(what + std::string(": ") + std::strerror(errno)); }

// Bytes of the body; npos: the head is not whole.
std::size_t size_of_answer(std::string_view text) {
  constexpr std::string_view kLength = "Content-Length: ";
  const auto end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::string_view::npos;
  const auto at = text.find(kLength);
  if (at == std::string_view::npos || at > end) return end + 4;
  std::size_t length = 0;
  std::from_chars(text.data() + at + kLength.size(), text.data() + end, length);
  return end + 4 + length;
}

std::string head_of(std::string_view method, std::string_view path, std::string_view token) {
  std::string out(method);
  out.append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  if (!token.empty()) out.append("Authorization: Bearer ").append(token).append("\r\n");
  return out;
}

}  // namespace

HttpLine::HttpLine(unsigned short port) : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (handle_ < 0 || ::connect(handle_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("connect");
  const int on = 1;
  ::setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
}

HttpLine::~HttpLine() { ::close(handle_); }

std::string_view HttpLine::exchange(std::string_view request) {
  while (!request.empty()) {
    const auto sent = ::send(handle_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent <= 0) fail("send");
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  answer_.clear();
  for (auto wanted = std::string_view::npos; answer_.size() < wanted;) {
    const auto before = answer_.size();
    answer_.resize(before + kReadBytes);
    const auto count = ::recv(handle_, answer_.data() + before, kReadBytes, 0);
    if (count <= 0) fail("the server closed a connection or did not answer");
    answer_.resize(before + static_cast<std::size_t>(count));
    if (wanted == std::string_view::npos) wanted = size_of_answer(answer_);
  }
  return answer_;
}

std::string get_request(std::string_view path, std::string_view token) {
  return head_of("GET", path, token).append("Accept: application/json\r\n\r\n");
}

std::string post_request(std::string_view path, std::string_view token, std::string_view type, std::string_view body) {
  return head_of("POST", path, token)
      .append("Content-Type: ")
      .append(type)
      .append("\r\nContent-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n\r\n")
      .append(body);
}

std::string_view status_of(std::string_view answer) {
  return answer.substr(std::min<std::size_t>(9, answer.size()), 3);
}

}  // namespace shanhai::load
