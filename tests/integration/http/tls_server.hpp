// An HTTPS server that answers every request with "ok", for clients that must see whom they talk to.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/fixture/certificates.hpp"

namespace shanhai::http {

class TlsServer {
 public:
  explicit TlsServer(const fixture::Certificate& certificate);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  // Refuses everything newer. Before the first connection.
  void speak_at_most(int version);
  std::string url(const std::string& host) const;
  int handshakes() const { return handshakes_; }  // completed, as the server sees it
  int requests() const { return requests_; }      // that reached it
  std::string server_name() const;                // of the last connection, as asked for (SNI)

 private:
  void serve();
  void answer(boost::asio::ip::tcp::socket socket);

  boost::asio::io_context context_{1};
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<int> handshakes_{0}, requests_{0};
  mutable std::mutex mutex_;
  std::string server_name_;
  std::set<int> open_;  // sockets
  std::vector<std::thread> connections_;
  std::thread thread_;
};

}  // namespace shanhai::http
