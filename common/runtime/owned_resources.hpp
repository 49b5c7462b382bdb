// Makes what the modules of a process share, from settings, and ends it in the right order. For serving and for
// commands.
#pragma once

#include <memory>

#include "common/runtime/module.hpp"

namespace shanhai::runtime {

class OwnedResources {
 public:
  // Throws SettingsError. Connects to nothing yet but Redis, which may be away. No loop of Background runs before its
  // release(): who serves releases it, commands never do.
  explicit OwnedResources(const Settings& settings);
  ~OwnedResources();  // stop()s
  OwnedResources(const OwnedResources&) = delete;
  OwnedResources& operator=(const OwnedResources&) = delete;

  Resources& resources() { return resources_; }
  // Ends the loops of Background; modules may be destroyed afterwards.
  void stop() { background_.stop(); }

 private:
  const SystemClock clock_;
  SecureRandom random_;
  const auth::Vault vault_;
  auth::TokenVerifier tokens_;
  // Ends last: what follows may hold sockets and completions of its io_context.
  Background background_;
  Workers workers_;
  std::unique_ptr<redis::Client> redis_;
  http::Client http_client_;
  Peers peers_;
  Resources resources_;
};

// Once, at the beginning of main(): memory limits, open files, signals of broken pipes.
void prepare_process();
// [telemetry] level.
void apply_log_level(const Settings& settings);

}  // namespace shanhai::runtime
