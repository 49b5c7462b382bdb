// Flags as the module mounts them.
#pragma once

#include "common/runtime/module.hpp"
#include "services/measurement/flags/routes.hpp"
#include "services/measurement/flags/watch.hpp"

namespace shanhai::measurement {

class FlagPart {
 public:
  FlagPart(runtime::Resources& resources, Context& context, events::EventSource& own_events);
  void connect(runtime::Resources& resources);
  void mount(http::RouteTable& table) { routes_.mount(table); }
  void start();
  const FlagWatch& watch() const { return watch_; }

 private:
  Task<> follow_loop(Loop& loop);
  Task<> look_loop(Loop& loop);

  Context& context_;
  Background& background_;
  events::EventSource& own_events_;
  const std::chrono::seconds follow_interval_, look_interval_;
  FlagWatch watch_;
  Flags flags_;
  FlagRoutes routes_;
  std::unique_ptr<events::Consumer> orders_, registrations_, lots_;
};

}  // namespace shanhai::measurement
