// Offline sales as the module mounts them.
#pragma once

#include "common/runtime/module.hpp"
#include "services/measurement/registrations/routes.hpp"

namespace shanhai::measurement {

class RegistrationPart {
 public:
  RegistrationPart(runtime::Resources& resources, Context& context, events::EventSource& own_events);
  void connect(runtime::Resources& resources);
  void mount(http::RouteTable& table) { routes_.mount(table); }
  void start();

 private:
  Context& context_;
  Background& background_;
  events::EventSource& own_events_;
  files::FileArchive archive_;
  Registrations registrations_;
  Limits limits_;
  RegistrationRoutes routes_;
  std::unique_ptr<events::Consumer> goods_, counted_;
};

}  // namespace shanhai::measurement
