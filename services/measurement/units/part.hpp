// Units, targets and the reserved share as the module mounts them.
#pragma once

#include "common/notifications/notifications.hpp"
#include "common/runtime/module.hpp"
#include "services/measurement/flags/watch.hpp"
#include "services/measurement/reserved_share/notices.hpp"
#include "services/measurement/reserved_share/reminders.hpp"
#include "services/measurement/reserved_share/routes.hpp"
#include "services/measurement/targets/routes.hpp"
#include "services/measurement/units/routes.hpp"

namespace shanhai::measurement {

class UnitPart {
 public:
  UnitPart(runtime::Resources& resources, Context& context, const Policy& policy);
  // `watch` looks at each event of identity's stream once it is written.
  void connect(runtime::Resources& resources, const FlagWatch& watch);
  void mount(http::RouteTable& table);
  void start();

 private:
  Context& context_;
  Background& background_;
  Workers& workers_;
  const std::string outbox_directory_;
  const SharePolicy policy_;
  Units units_;
  Targets targets_;
  Declarations declarations_;
  ShareReports reports_;
  Employees employees_;
  Reminders reminders_;
  UnitRoutes unit_routes_;
  TargetRoutes target_routes_;
  ShareRoutes share_routes_;
  EmployeeRoutes employee_routes_;
  std::shared_ptr<identity::Api> identity_;
  std::unique_ptr<UnitContacts> contacts_;
  std::optional<notifications::FileChannel> channel_;
  std::optional<notifications::Sender> sender_;
  std::unique_ptr<events::Consumer> organisations_, products_;
};

}  // namespace shanhai::measurement
