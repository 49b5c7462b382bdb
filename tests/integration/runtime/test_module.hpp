// A module that answers a few routes and writes down what is done with it.
#pragma once

#include <atomic>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "common/async/waiter.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::runtime {

// What happens to modules, in order.
class Diary {
 public:
  void write(std::string entry) {
    const std::lock_guard lock(mutex_);
    entries_.push_back(std::move(entry));
  }
  std::vector<std::string> entries() const {
    const std::lock_guard lock(mutex_);
    return entries_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> entries_;
};

// Shared with the test, which outlives the module.
struct TestControl {
  Diary diary;
  std::shared_ptr<Waiter> release = std::make_shared<Waiter>();  // what /v1/<name>/slow waits for
  std::promise<void> entered;                                    // a slow request has come
  std::function<void()> on_start;                                // may throw
  std::mutex keys_mutex;
  std::vector<auth::VerifyingKey> keys;  // what /.well-known/jwks.json answers, of a module named identity
  std::atomic<int> keys_asked{0};
  std::atomic<int> readiness_asked{0};
};

class TestModule final : public Module {
 public:
  TestModule(std::string name, TestControl& control) : name_(std::move(name)), control_(control) {}
  ~TestModule() override { control_.diary.write(name_ + " destroyed"); }

  std::string_view name() const override { return name_; }
  void connect(Resources&) override { control_.diary.write(name_ + " connect"); }
  void mount(http::RouteTable& table) override;
  Task<> start() override;
  void stop() override { control_.diary.write(name_ + " stop"); }
  Task<std::string> not_ready() override {
    ++control_.readiness_asked;
    co_return "";
  }

  Task<Result<http::Response>> fast(http::Request& request);
  Task<Result<http::Response>> slow(http::Request& request);
  Task<Result<http::Response>> who(http::Request& request);
  Task<Result<http::Response>> jwks(http::Request& request);

 private:
  std::string name_;
  TestControl& control_;
};

BuildModules build_test_modules(std::vector<std::string> names, TestControl& control);

}  // namespace shanhai::runtime
