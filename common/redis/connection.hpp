// One hiredis connection driven by an io_context. Everything of it happens on the thread that runs the context.
//
// hiredis 0.14 has neither an Asio adapter nor timers: the socket is waited on here, and a command that takes too long
// closes the connection, which fails everything that is pending on it.
#pragma once

#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/async/task.hpp"
#include "common/redis/client.hpp"

struct redisAsyncContext;
struct redisReply;

namespace shanhai::redis {

// unix:///path or tcp://host:port. std::invalid_argument: neither.
struct Address {
  std::string path;  // of a Unix socket; empty: TCP
  std::string host, port;
  static Address parse(const std::string& text);
};

class Connection {
 public:
  using Done = std::function<void(std::optional<Reply>)>;
  using OnMessage = std::function<void(const std::string& channel, const std::string& message)>;

  struct Events {
    std::function<void()> up, lost;  // lost: also when it did not come up
    OnMessage message;
  };

  Connection(asio::io_context& context, Address address, std::chrono::milliseconds timeout, Events events);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void open();   // nothing happens when it is open or opening
  void close();  // for good: what is pending fails
  // Opens where needed. `done` gets nullopt when there was no answer.
  void command(std::vector<std::string> words, Done done);
  // On an open connection, which then takes no command().
  void subscribe(const std::string& channel);

 private:
  struct Socket;
  struct Pending {
    std::vector<std::string> words;
    Done done;
    std::chrono::steady_clock::time_point deadline;
  };

  using Found = asio::ip::basic_resolver<asio::ip::tcp, Executor>::results_type;
  void choose(Found found);               // an address where somebody listens; then connect()
  void connect(const std::string& host);  // numeric; unused for a Unix socket
  void adopt(redisAsyncContext* opened);
  void opened();
  void gone();
  bool write(const std::vector<std::string>& words, bool subscription);
  void send(Pending pending);
  void answer(const redisReply* reply);
  void hear(const redisReply* reply);
  void drop();  // closes now; it may be opened again
  void fail(std::deque<Pending> unsent);
  void watch();
  bool overdue(std::chrono::steady_clock::time_point now) const;
  friend struct Hooks;

  asio::io_context& context_;
  const Address address_;
  const std::chrono::milliseconds timeout_;
  const Events events_;
  asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver_;
  asio::basic_stream_socket<asio::ip::tcp, Executor> probe_;
  Timer timer_;
  std::shared_ptr<Socket> socket_;  // while hiredis has a context
  std::deque<Pending> unsent_;      // until the name is resolved
  std::deque<Pending> sent_;        // answered in this order
  std::chrono::steady_clock::time_point open_by_{};
  bool opening_ = false, up_ = false, closed_ = false, watching_ = false;
};

}  // namespace shanhai::redis
