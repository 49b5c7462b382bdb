// One connection: reads requests one after the other, has them answered, writes the answers.
//
// Deadlines are points in time, not re-armed by progress: whoever sends or reads byte by byte gains nothing by it. The
// thread's sweep ends what is overdue.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>

#include "common/http/body_reader.hpp"
#include "common/http/file_answer.hpp"
#include "common/http/io_thread.hpp"
#include "common/http/read_buffer.hpp"
#include "common/http/websocket.hpp"

namespace shanhai::http {

class WebSocketConnection;

class Session {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Session(IoThread& thread, Socket socket);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Task<> run();
  void sweep(TimePoint now);  // ends what is overdue
  void close_if_idle();       // tells a WebSocket that it is over, too
  void close();

  bool is_idle() const { return phase_ == Phase::idle && !abandoned_; }
  TimePoint deadline() const { return deadline_; }

 private:
  enum class Phase { idle, reading, handling, writing, lingering };
  enum class Head { incomplete, refused, ready };

  // An answer from memory that waits to be written with its neighbours.
  struct Prepared {
    std::shared_ptr<const std::string> bytes;
    std::string_view method;
    std::size_t label;
    std::size_t length;  // without the body for HEAD
    TimePoint began;
    std::string trace_id;
  };

  void await_request();
  void begin_request();
  Persistence persistence() const;
  void give_up(int status, std::string_view code);

  // session_prepared.cpp
  bool answer_from_memory();
  void queue_prepared(std::shared_ptr<const std::string> bytes, std::size_t label, std::string trace_id);
  bool flush_now();  // false: flush() has to finish it
  void record_prepared();
  Task<bool> flush();

  Head next_head();
  Task<bool> answer_request();  // false: the peer is gone
  Task<bool> receive_body(BodyReader& body, Request& request, Admission& admission);
  Task<BodyReader::State> read_body(BodyReader& body);
  Task<> refuse();

  // session_upgrade.cpp
  const WebSocketOpening* opening_of(const Admission& admission, const Request& request) const;  // nullptr: none
  Task<bool> upgrade(Request& request, Admission& admission, const WebSocketOpening& open);

  // session_send.cpp
  Task<bool> send(Response response, const Request& request, std::size_t label);
  Task<bool> write(std::string_view head, std::string_view body);
  Task<bool> write_file(std::string head, FilePart part);  // in pieces
  Task<> compress(Response& response, const Request& request);
  Task<> linger();
  void record(const Request& request, std::size_t label, int status, std::uint64_t bytes);

  IoThread& thread_;
  Socket socket_;
  asio::ip::address peer_;
  std::list<Session*>::iterator place_;
  ReadBuffer input_;
  std::size_t searched_ = 0;  // bytes of input_ known to hold no end of a head
  std::size_t head_length_ = 0;
  RequestHead head_;  // its views are void once input_ was read into
  std::optional<HeadRefusal> refusal_;
  std::string method_;  // of the request being answered
  Phase phase_ = Phase::idle;
  TimePoint deadline_, began_;
  bool closing_ = false;    // no further request on this connection
  bool lingers_ = false;    // the peer is still sending what nobody will read
  bool abandoned_ = false;  // closed by sweep(), or the peer is gone
  const Request* current_ = nullptr;
  std::size_t current_label_ = 0;
  WebSocketConnection* websocket_ = nullptr;  // what the connection has become

  std::vector<Prepared> prepared_;
  std::vector<asio::const_buffer> output_;
  std::string date_;  // of what is in output_
};

}  // namespace shanhai::http
