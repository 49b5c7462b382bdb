// Keeps a process apart from identity supplied with the keys that tokens are signed with: [services.identity] url +
// /.well-known/jwks.json, at start, every 5 minutes, and when a token names a key that is not known (at most every 5
// s).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "common/runtime/module.hpp"

namespace shanhai::runtime {

class KeyRefresh {
 public:
  explicit KeyRefresh(Resources& resources);  // SettingsError: no address
  void start();
  bool loaded() const { return state_->loaded; }  // keys were had at least once

 private:
  struct State {
    Resources* resources = nullptr;
    std::string url;
    std::atomic<bool> loaded{false};
    std::atomic<std::chrono::steady_clock::rep> asked_at{0};  // when an unknown key last made us fetch
    std::shared_ptr<Loop> loop;
  };
  static Task<> run(std::shared_ptr<State> state, Loop& loop);
  static Task<bool> fetch(std::shared_ptr<State> state);
  static void ask(State& state);

  std::shared_ptr<State> state_;
};

}  // namespace shanhai::runtime
