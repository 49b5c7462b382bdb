// Redis for what can be rebuilt: shared limits, wake-ups, caches. One connection per process on a thread of its own.
//
// After 3 failures in a row the circuit opens: calls fail at once for 1 s (doubling to 30 s), then one call tries
// again. Values are sent length-prefixed (redisCommandArgv), never formatted.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/async/task.hpp"

namespace shanhai::redis {

struct Reply {
  enum class Type { nil, integer, text, array, error } type = Type::nil;
  std::int64_t integer = 0;
  std::string text;
  std::vector<Reply> elements;
};

class Client {
 public:
  explicit Client(std::string address, std::chrono::milliseconds timeout =
                                           std::chrono::milliseconds(200));  // unix:///path or tcp://host:port
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // nullopt: Redis is away or the circuit is open. A Redis error reply is a Reply of type error.
  Task<std::optional<Reply>> command(std::vector<std::string> words);
  // The same for threads without an io_context: `done` is called on the client's own thread.
  void command(std::vector<std::string> words, std::function<void(std::optional<Reply>)> done);
  // Fire and forget; never throws.
  void publish(std::string channel, std::string message);
  // `on_message` runs on the client's thread for each message; subscribed again after every reconnect.
  void subscribe(std::string channel, std::function<void(const std::string&)> on_message);
  bool up() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace shanhai::redis
