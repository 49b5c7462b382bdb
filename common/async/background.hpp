// Loops that live as long as the process: sequencers, consumers, expiry, notification sending.
//
// They share one thread and its io_context; their blocking work goes to workers like everybody's. A loop that throws is
// logged and started again after a pause that grows to 5 s; `stop()` wakes every pause and waits for all loops to end.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/async/task.hpp"

namespace shanhai {

class Background;

// Handed to a loop. All members are to be used on the loop's own thread, but for wake().
class Loop {
 public:
  explicit Loop(Executor executor) : timer_(executor) {}
  bool stopping() const { return stopping_; }
  // Returns early when woken or stopped. A wake() before the pause is not lost.
  Task<> pause(std::chrono::milliseconds duration);
  // A pause that wake-ups do not shorten; stopping does. What wakes it meanwhile is forgotten: look again afterwards.
  Task<> rest(std::chrono::milliseconds duration);
  void wake();  // from any thread

 private:
  friend class Background;
  Timer timer_;
  bool stopping_ = false;
  bool woken_ = false;
};

class Background {
 public:
  // `report` is told the loop's name and what it threw.
  using Report = std::function<void(const std::string& loop, const std::string& what)>;
  // `held`: loops may be spawned but none runs before release(): what they use is still being made, or may fail to be.
  explicit Background(Report report, bool held = false);
  ~Background();  // stop()s
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // The returned Loop lives as long as the Background; use it to wake() the loop.
  std::shared_ptr<Loop> spawn(std::string name, std::function<Task<>(Loop&)> body);
  void release();  // idempotent; on the thread that stops it
  void stop();
  asio::io_context& context() { return context_; }

 private:
  Task<> run(std::string name, std::function<Task<>(Loop&)> body, std::shared_ptr<Loop> loop);

  asio::io_context context_{1};
  asio::executor_work_guard<Executor> guard_;
  Report report_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Loop>> loops_;
  bool released_ = false;
  std::thread thread_;
};

}  // namespace shanhai
