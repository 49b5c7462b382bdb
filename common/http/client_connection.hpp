// One connection of the client, plain or over TLS, and the pool of those that are kept.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "common/async/task.hpp"
#include "common/http/client_url.hpp"

namespace boost::asio::ssl {
class context;
}

namespace shanhai::http {

class ClientConnection {
 public:
  using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
  virtual ~ClientConnection() = default;

  // Empty: done; else why not. Over TLS the peer has proved then that it is `host` (a name or an address).
  virtual Task<std::string> handshake(const std::string& host) = 0;
  virtual Task<boost::system::error_code> write(asio::const_buffer bytes) = 0;
  virtual Task<std::size_t> read_some(asio::mutable_buffer space, boost::system::error_code& failure) = 0;
  virtual Socket& socket() = 0;

  void close();     // what is under way ends with an error
  bool is_quiet();  // kept: the peer has neither closed nor spoken unasked
  std::chrono::steady_clock::time_point kept_since;
};

std::shared_ptr<ClientConnection> make_connection(Executor executor, asio::ssl::context* tls);  // nullptr: plain

// Kept connections of one io_context, by what they are good for: whose trust they passed, and the origin. A service of
// the io_context: they end with it, whoever opened them.
class ConnectionPool : public asio::execution_context::service {
 public:
  static asio::execution_context::id id;
  explicit ConnectionPool(asio::execution_context& context);
  void shutdown() override { kept_.clear(); }

  // nullptr: none that still lives.
  std::shared_ptr<ClientConnection> take(const std::string& purpose);
  void keep(const std::string& purpose, std::shared_ptr<ClientConnection> connection);

 private:
  std::map<std::string, std::list<std::shared_ptr<ClientConnection>>> kept_;
};

}  // namespace shanhai::http
