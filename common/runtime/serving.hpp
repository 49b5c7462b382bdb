// One run of a process: modules, listeners, the wait for a signal, the drain.
#pragma once

#include <atomic>
#include <boost/asio/basic_signal_set.hpp>
#include <memory>
#include <string>
#include <vector>

#include "common/http/rate_limit.hpp"
#include "common/http/server.hpp"
#include "common/runtime/idempotency_retention.hpp"
#include "common/runtime/key_refresh.hpp"
#include "common/runtime/module.hpp"
#include "common/runtime/owned_resources.hpp"
#include "common/runtime/readiness.hpp"

namespace shanhai::runtime {

// Listeners open before the modules have started: while the database is away /readyz says so, and every other route
// answers 503.
class Serving {
 public:
  Serving(const Settings& settings, const BuildModules& build, bool whole);
  ~Serving();  // ends everything in reverse order
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  // Until SIGTERM or SIGINT, then drains. Throws what kept it from starting.
  void run();

 private:
  void mount();
  void listen();
  Task<> start_modules(Loop& loop);
  Task<> start_module(Module& module, Loop& loop);
  Task<> await_database(std::string service, Loop& loop);
  void report_started();
  Task<std::string> not_ready();
  Task<std::string> ask_modules();
  void drain();

  const Settings& settings_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const bool whole_;
  asio::io_context main_{1};
  asio::basic_signal_set<Executor> signals_;
  OwnedResources owned_;
  std::vector<std::unique_ptr<Module>> modules_;
  std::unique_ptr<KeyRefresh> keys_;  // where identity runs apart
  std::unique_ptr<IdempotencyRetention> retention_;
  Readiness readiness_;
  http::RouteTable table_, gated_;
  http::RateLimiter limiter_;
  std::atomic<bool> started_{false};
  std::exception_ptr failure_;  // of a module's start
  std::unique_ptr<http::Server> public_, internal_;
};

}  // namespace shanhai::runtime
