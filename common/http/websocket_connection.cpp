#include "common/http/websocket_connection.hpp"

#include <atomic>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <limits>

#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr auto kCloseTime = 2s;  // for the peer's part of the closing handshake
constexpr auto kForever = std::chrono::steady_clock::time_point::max();

void count_open(int change) {
  static std::atomic<int> open{0};
  static auto& gauge = telemetry::gauge("http_websockets_open", "WebSocket connections");
  gauge.set(open.fetch_add(change) + change);
}

telemetry::Counter& dropped(const char* reason) {
  return telemetry::counter("http_websockets_dropped_total", "WebSocket connections cut off", {{"reason", reason}});
}

}  // namespace

WebSocketConnection::WebSocketConnection(Socket& socket, ReadBuffer& input, Pace pace)
    : socket_(socket), input_(input), pace_(pace), heard_at_(std::chrono::steady_clock::now()) {
  count_open(1);
}

WebSocketConnection::~WebSocketConnection() { count_open(-1); }

Task<> WebSocketConnection::run(WebSocketTalk& talk) {
  const auto executor = co_await asio::this_coro::executor;
  asio::co_spawn(executor, write(), asio::detached);
  asio::co_spawn(executor, this->talk(talk), asio::detached);
  co_await read();
  if (!close_received_) break_off();
  talk_waiter_->wake();
  while (writes_ || talks_) co_await ended_waiter_->wait_until(kForever);
  break_off();
}

Task<> WebSocketConnection::read() {
  while (!gone_ && take_frames()) {
    error_code failure;
    const std::size_t bytes = co_await socket_.async_read_some(input_.space(), asio::redirect_error(use_task, failure));
    if (failure) break;
    input_.commit(bytes);
    heard_at_ = std::chrono::steady_clock::now();
    ping_open_ = false;
  }
}

bool WebSocketConnection::take_frames() {
  for (;;) {
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, input_.view().size()));
    input_.consume(skipped);
    skip_ -= skipped;
    if (skip_ > 0) return true;
    const auto scan = scan_frame(input_.view());
    if (scan.violation) {
      close(WebSocketClose::protocol_error, "not a frame of RFC 6455");
      violated_ = true;
      skip_ = std::numeric_limits<std::uint64_t>::max();  // where the next frame begins is anybody's guess
      continue;
    }
    if (scan.used == 0) return true;
    input_.consume(scan.used);
    skip_ = scan.frame.rest;
    if (!take(scan.frame)) return false;
  }
}

bool WebSocketConnection::take(const IncomingFrame& frame) {
  switch (frame.opcode) {
    case Opcode::ping:
      pong_ = frame.payload;  // only the newest is answered (RFC 6455, 5.5.3)
      output_waiter_->wake();
      return true;
    case Opcode::pong:
      return true;
    case Opcode::close:
      close_received_ = true;
      close(answer_to_close(frame.payload), "");
      return false;
    case Opcode::continuation:
    case Opcode::text:
    case Opcode::binary:
      close(WebSocketClose::unsupported_data, "no messages are taken here");
      return true;
  }
  return true;
}

std::string WebSocketConnection::next_output() {
  if (pong_) return print_frame(Opcode::pong, *std::exchange(pong_, std::nullopt));
  if (close_) {
    if (state_ == Message::waiting) state_ = Message::dropped;
    sent_waiter_->wake();
    close_sent_ = true;
    return print_frame(Opcode::close, *std::exchange(close_, std::nullopt));
  }
  if (ping_) return print_frame(Opcode::ping, *std::exchange(ping_, std::nullopt));
  if (state_ != Message::waiting) return {};
  state_ = Message::writing;
  return std::exchange(message_, {});
}

Task<> WebSocketConnection::write() {
  while (!gone_ && !close_sent_) {
    const std::string bytes = next_output();
    if (bytes.empty()) {
      co_await output_waiter_->wait_until(kForever);
      continue;
    }
    writing_since_ = std::chrono::steady_clock::now();
    error_code failure;
    co_await asio::async_write(socket_, asio::buffer(bytes), asio::redirect_error(use_task, failure));
    writing_since_.reset();
    if (failure) break_off();
    // Whose frames are not understood cannot tell that it has heard: it is to close, too.
    error_code already;
    if (close_sent_ && violated_) socket_.shutdown(asio::ip::tcp::socket::shutdown_send, already);
    if (state_ != Message::writing) continue;
    state_ = failure ? Message::dropped : Message::sent;
    sent_waiter_->wake();
  }
  writes_ = false;
  if (state_ == Message::waiting) state_ = Message::dropped;
  sent_waiter_->wake();
  ended_waiter_->wake();
}

Task<> WebSocketConnection::talk(WebSocketTalk& talk) {
  try {
    co_await talk.run(*this);
    close(WebSocketClose::normal, "");
  } catch (const std::exception& failure) {
    telemetry::log_error("http.websocket_failed", {{"reason", failure.what()}});
    close(WebSocketClose::internal_error, "");
  }
  talks_ = false;
  ended_waiter_->wake();
}

Task<bool> WebSocketConnection::send(std::string text) {
  if (!is_open() || !writes_) co_return false;
  message_ = print_frame(Opcode::text, text);
  text = {};
  state_ = Message::waiting;
  output_waiter_->wake();
  while (state_ == Message::waiting || state_ == Message::writing) co_await sent_waiter_->wait_until(kForever);
  co_return std::exchange(state_, Message::none) == Message::sent;
}

void WebSocketConnection::close(WebSocketClose code, std::string_view reason) {
  if (gone_ || closing_since_) return;
  closing_since_ = std::chrono::steady_clock::now();
  close_ = close_payload(code, reason);
  output_waiter_->wake();
  talk_waiter_->wake();
}

void WebSocketConnection::break_off() {
  if (gone_) return;
  gone_ = true;
  error_code already;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_both, already);
  socket_.close(already);
  output_waiter_->wake();
  sent_waiter_->wake();
  talk_waiter_->wake();
}

void WebSocketConnection::sweep(TimePoint now) {
  if (gone_) return;
  const auto silence = now - heard_at_;
  if (writing_since_ && now - *writing_since_ >= pace_.write) {
    dropped("slow").add();
    return break_off();
  }
  if (closing_since_ && now - *closing_since_ >= (writing_since_ ? pace_.write : kCloseTime)) return break_off();
  if (silence >= pace_.ping * 2) {
    dropped("silent").add();
    return break_off();
  }
  if (silence < pace_.ping || ping_open_ || closing_since_) return;
  ping_open_ = true;
  ping_ = "";
  output_waiter_->wake();
}

}  // namespace shanhai::http
