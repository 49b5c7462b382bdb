// Frozen periods, kept reports and exports as the module mounts them.
#pragma once

#include "common/runtime/module.hpp"
#include "services/measurement/exports/routes.hpp"
#include "services/measurement/freezing/routes.hpp"
#include "services/measurement/reports/routes.hpp"

namespace shanhai::measurement {

class ReportPart {
 public:
  // SettingsError: server.public_url, measurement.freeze_after_days, measurement.exports, ....
  ReportPart(runtime::Resources& resources, Context& context, const Policy& policy);
  // `own_events`: measurement's own stream.
  void connect(runtime::Resources& resources, events::EventSource& own_events);
  void mount(http::RouteTable& table);
  void start();
  Reports& reports() { return reports_; }

 private:
  Background& background_;
  const ExportPolicy export_policy_;
  ExportFiles files_;
  ExportJobs jobs_;
  FreezeJobs freeze_jobs_;
  Freezes freezes_;
  Reports reports_;
  Exports exports_;
  FreezeRoutes freeze_routes_;
  ReportRoutes report_routes_;
  ExportRoutes export_routes_;
};

}  // namespace shanhai::measurement
