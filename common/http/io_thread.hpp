// One thread of the server: its io_context, the connections that live on it, and what they share without locks.
#pragma once

#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <list>
#include <mutex>

#include "common/async/workers.hpp"
#include "common/http/access_log.hpp"
#include "common/http/compression.hpp"
#include "common/http/dispatcher.hpp"
#include "common/http/response_head.hpp"

namespace shanhai::http {

class Session;

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

// What all threads of a server share.
class ServerState {
 public:
  ServerState(const ServerOptions& options, const Dispatcher& dispatcher, const std::atomic<bool>& draining)
      : options(options), dispatcher(dispatcher), draining(draining) {}

  bool enter();          // counts a connection; false: there are too many
  void enter_instead();  // of one that is being closed and will leave()
  void leave();
  bool wait_until_empty(std::chrono::milliseconds patience);

  const ServerOptions& options;
  const Dispatcher& dispatcher;
  const std::atomic<bool>& draining;
  Workers compressor{1, 64};  // answers too long to be compressed, and files read, between two other requests

 private:
  std::atomic<std::size_t> connections_{0};
  std::mutex mutex_;
  std::condition_variable empty_;
};

// Trace ids need to be different, not secret.
class TraceRandom final : public Random {
 public:
  explicit TraceRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

class IoThread {
 public:
  IoThread(ServerState& server, std::uint64_t seed);
  ~IoThread();
  // Before run(). Throws boost::system::system_error. With port 0 the system picks one; gives the port.
  unsigned short listen(asio::ip::tcp::endpoint endpoint);
  void run();  // until stop_accepting() and the last connection's end

  // From any thread.
  void stop_accepting();  // and closes connections that have no request
  void close_connections();

  ServerState& server;
  asio::io_context context{1};
  AccessLog log;
  DateLine date;
  TraceRandom random;
  Gzip gzip;
  std::list<Session*> sessions;

 private:
  Task<> accept();
  Task<> sweep();
  Task<> serve(Socket socket);
  bool make_room();  // closes the connection that has been idle longest
  void turn_away(Socket socket);

  Acceptor acceptor_;
  Timer sweep_timer_;
  Timer accept_pause_;
  bool accepting_ = true;
};

}  // namespace shanhai::http
