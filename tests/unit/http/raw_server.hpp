// A server that answers with the bytes a test gives it, for clients that must cope with anything.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace shanhai::http {

struct Exchange {
  std::string answer;  // written when a whole request has come
  bool then_close = false;
};

class RawServer {
 public:
  // One connection after the other, each with its own list of exchanges; closed at the list's end.
  explicit RawServer(std::vector<std::vector<Exchange>> connections);
  ~RawServer();
  std::string url(const std::string& target = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + target;
  }
  std::vector<std::string> requests();  // after all connections have ended

 private:
  void serve(const std::vector<std::vector<Exchange>>& connections);
  int listener_;
  std::uint16_t port_ = 0;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace shanhai::http
