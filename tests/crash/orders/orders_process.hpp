// The service orders in a process of its own, as production serves it; identity and the catalog's stream are stand-ins.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/fixture/child.hpp"

namespace shanhai::orders {

class OrdersProcess {
 public:
  // `kill_at` as SHANHAI_KILL_AT takes it; empty: nowhere.
  OrdersProcess(const std::string& settings_path, const std::string& token_key_hex, const std::string& kill_at);
  ~OrdersProcess();

  // The port it serves on; 0: it died before that.
  unsigned short await_started();
  void signal(int number) { child_.signal(number); }
  // False: it goes on after `patience`.
  bool await_end(std::chrono::seconds patience);
  fixture::ChildEnd end() { return child_.wait(); }

  // What it logged as an error, for the message of a failure.
  std::string errors();

 private:
  static fixture::Child start(const std::string& settings_path, const std::string& token_key_hex,
                              const std::string& kill_at, int (&ends)[2]);
  void read();
  void take(std::string_view line);

  int ends_[2] = {-1, -1};  // of the pipe it logs into; its end of file is the process's end
  fixture::Child child_;
  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned short port_ = 0;
  bool started_ = false, ended_ = false;
  std::string errors_;
  std::thread reader_;
};

}  // namespace shanhai::orders
