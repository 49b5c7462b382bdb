// Forgets idempotency keys that no client repeats any more ([database] idempotency_days). One loop in each process, for
// the services that run in it; several processes of one service may do it at once.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::runtime {

class IdempotencyRetention {
 public:
  // SettingsError: no number of days. `modules`: those without a schema have no keys.
  IdempotencyRetention(Resources& resources, const std::vector<std::unique_ptr<Module>>& modules);
  void start();  // a first pass at once, then every hour

 private:
  struct State {
    Resources& resources;
    std::vector<std::string> services;
    std::chrono::hours kept;
  };
  static Task<> run(std::shared_ptr<const State> state, Loop& loop);
  static Task<> forget(std::shared_ptr<const State> state, std::string service, Loop& loop);

  std::shared_ptr<const State> state_;
};

}  // namespace shanhai::runtime
