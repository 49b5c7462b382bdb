// A connection after its upgrade. Three coroutines of its thread: one reads frames, one alone writes, one is the talk.
//
// At most one message waits to be written, and nothing of the peer's is kept: a connection's memory is bounded by what
// its talk makes at once. Deadlines are points in time, looked at by the thread's sweep.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <optional>

#include "common/http/read_buffer.hpp"
#include "common/http/websocket_frame.hpp"

namespace shanhai::http {

class WebSocketConnection final : public WebSocket {
 public:
  using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Pace {
    std::chrono::milliseconds ping;   // a peer silent for so long is asked for a sign, and given as long again
    std::chrono::milliseconds write;  // the system must have taken a message by then
  };

  WebSocketConnection(Socket& socket, ReadBuffer& input, Pace pace);
  ~WebSocketConnection() override;
  WebSocketConnection(const WebSocketConnection&) = delete;
  WebSocketConnection& operator=(const WebSocketConnection&) = delete;

  // Returns when the connection and the talk have ended.
  Task<> run(WebSocketTalk& talk);
  void sweep(TimePoint now);  // ends what is overdue

  Task<bool> send(std::string text) override;
  void close(WebSocketClose code, std::string_view reason) override;
  bool is_open() const override { return !gone_ && !closing_since_; }
  const std::shared_ptr<Waiter>& waiter() const override { return talk_waiter_; }

 private:
  enum class Message { none, waiting, writing, sent, dropped };

  Task<> read();
  bool take_frames();  // false: the last one has come
  bool take(const IncomingFrame& frame);
  Task<> write();
  std::string next_output();
  Task<> talk(WebSocketTalk& talk);
  void break_off();

  Socket& socket_;
  ReadBuffer& input_;
  const Pace pace_;
  bool gone_ = false;
  bool writes_ = true, talks_ = true;  // the coroutine has not ended
  std::uint64_t skip_ = 0;             // bytes of a message that nobody wants

  std::optional<std::string> pong_, ping_, close_;  // payloads that wait to be written
  std::string message_;                             // as a frame
  Message state_ = Message::none;
  bool close_sent_ = false, close_received_ = false, ping_open_ = false, violated_ = false;

  TimePoint heard_at_;
  std::optional<TimePoint> writing_since_, closing_since_;
  std::shared_ptr<Waiter> output_waiter_ = std::make_shared<Waiter>(), sent_waiter_ = std::make_shared<Waiter>(),
                          talk_waiter_ = std::make_shared<Waiter>(), ended_waiter_ = std::make_shared<Waiter>();
};

}  // namespace shanhai::http
