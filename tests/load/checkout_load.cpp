#include "tests/load/checkout_load.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string_view>

namespace shanhai::load {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kAnswerBytes = 16384;
constexpr int kPatienceMs = 30'000;

[[noreturn]] void fail(const char* what) { throw std::runtime_error(what + std::string(": ") + std::strerror(errno)); }

std::int64_t number_of(std::string_view text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

int open_connection(unsigned short port) {
  const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (handle < 0 || ::connect(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("connect");
  const int on = 1;
  ::setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return handle;
}

struct Buyer {
  int handle = -1;
  std::size_t token = 0;
  std::string key;
  Clock::time_point sent;
  std::array<char, kAnswerBytes> answer;
  std::size_t received = 0;
};

class Crowd {
 public:
  explicit Crowd(const LoadPlan& plan) : plan_(plan), random_(plan.seed), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (poll_ < 0) fail("epoll");
    buyers_.resize(plan.connections);
    for (std::size_t i = 0; i < buyers_.size(); ++i) {
      buyers_[i].handle = open_connection(plan.ports[i % plan.ports.size()]);
      buyers_[i].token = i;
      epoll_event wanted{EPOLLIN, {.ptr = &buyers_[i]}};
      if (::epoll_ctl(poll_, EPOLL_CTL_ADD, buyers_[i].handle, &wanted) != 0) fail("epoll");
    }
  }
  ~Crowd() {
    for (const auto& buyer : buyers_) ::close(buyer.handle);
    ::close(poll_);
  }

  LoadResult run() {
    const auto end = Clock::now() + plan_.time;
    for (auto& buyer : buyers_) send(buyer);
    std::array<epoll_event, 256> events;
    for (auto waiting = buyers_.size(); waiting > 0;) {
      const int ready = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), kPatienceMs);
      if (ready <= 0) throw std::runtime_error("no answer");
      for (int i = 0; i < ready; ++i) {
        auto& buyer = *static_cast<Buyer*>(events[static_cast<std::size_t>(i)].data.ptr);
        if (!receive(buyer)) continue;
        const auto now = Clock::now();
        take(buyer, now < end, now);
        if (now < end) {
          send(buyer);
        } else {
          --waiting;
        }
      }
    }
    return std::move(result_);
  }

 private:
  void send(Buyer& buyer) {
    buyer.key = "load-" + std::to_string(plan_.seed) + "-" + std::to_string(++sent_);
    buyer.token = (buyer.token + 1) % plan_.tokens.size();
    const auto body = R"({"deliveries":[{"recipient":{"recipient":"陈小明","phone":"13800138000","division":"440605",)"
                      R"("detail":"桂城街道南海大道北1号"},"lines":[{"sku_id":")" +
                      plan_.skus[random_() % plan_.skus.size()] +
                      R"(","quantity":1,"price_version":1}]}],"payment_channel":"wechat_pay"})";
    const auto request = "POST /v1/checkouts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
                         plan_.tokens[buyer.token] + "\r\nIdempotency-Key: " + buyer.key +
                         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                         "\r\n\r\n" + body;
    buyer.sent = Clock::now();
    buyer.received = 0;
    // An order fits into the socket's buffer, which is empty: the answer to the one before has come.
    if (::send(buyer.handle, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
      fail("send");
    }
  }

  // True: the answer is whole.
  static bool receive(Buyer& buyer) {
    const auto count =
        ::recv(buyer.handle, buyer.answer.data() + buyer.received, buyer.answer.size() - buyer.received, MSG_DONTWAIT);
    if (count <= 0) fail("the server closed a connection");
    buyer.received += static_cast<std::size_t>(count);
    const std::string_view text(buyer.answer.data(), buyer.received);
    const auto end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) return false;
    auto at = text.find("Content-Length: ");
    if (at == std::string_view::npos || at > end) throw std::runtime_error("an answer without a length");
    at += std::string_view("Content-Length: ").size();
    return text.size() >= end + 4 + static_cast<std::size_t>(number_of(text.substr(at, text.find('\r', at) - at)));
  }

  void take(Buyer& buyer, bool in_time, Clock::time_point now) {
    const std::string_view text(buyer.answer.data(), buyer.received);
    if (!text.starts_with("HTTP/1.1 201 ")) {
      result_.refusals.emplace_back(text);
      return;
    }
    result_.acknowledged.push_back({buyer.key, std::string(text.substr(text.find("\r\n\r\n") + 4))});
    if (!in_time) return;
    ++result_.in_time;
    result_.milliseconds.push_back(std::chrono::duration<double, std::milli>(now - buyer.sent).count());
  }

  const LoadPlan& plan_;
  std::mt19937_64 random_;
  int poll_;
  std::vector<Buyer> buyers_;
  std::uint64_t sent_ = 0;
  LoadResult result_;
};

}  // namespace

LoadResult place_orders(const LoadPlan& plan) { return Crowd(plan).run(); }

}  // namespace shanhai::load
