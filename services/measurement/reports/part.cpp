#include "services/measurement/reports/part.hpp"

#include <stdexcept>

#include "common/signing/keys.hpp"
#include "services/measurement/registrations/entries.hpp"
#include "services/measurement/service.hpp"
#include "services/measurement/units/consumer.hpp"

namespace shanhai::measurement {
namespace {

std::string key_name(const runtime::Settings& settings) {
  try {
    return signing::name_below(settings.text("server.public_url", "http://127.0.0.1:8080"), "/v1/measurement");
  } catch (const std::invalid_argument&) {
    throw runtime::SettingsError("server.public_url: it names the keys, without spaces and plus signs");
  }
}

ExportPolicy export_policy(const runtime::Settings& settings) {
  ExportPolicy out;
  out.per_organisation = settings.integer("measurement.exports", out.per_organisation, 1, 10'000);
  out.rows_max = settings.integer("measurement.export_rows", out.rows_max, 1000, 100'000'000);
  out.kept = std::chrono::hours(settings.integer("measurement.export_hours", out.kept.count(), 1, 24 * 366));
  return out;
}

FreezePolicy freeze_policy(const runtime::Settings& settings) {
  FreezePolicy out;
  out.days_after = static_cast<int>(settings.integer("measurement.freeze_after_days", out.days_after, 0, 366));
  return out;
}

}  // namespace

ReportPart::ReportPart(runtime::Resources& resources, Context& context, const Policy& policy)
    : background_(resources.background),
      export_policy_(export_policy(resources.settings)),
      files_(resources.settings.text("files.directory", ".local/files") + "/exports"),
      jobs_(context, policy, export_policy_, files_, resources.workers),
      freeze_jobs_(context, key_name(resources.settings),
                   resources.settings.text("files.directory", ".local/files") + "/freezes", resources.workers),
      freezes_(context, freeze_policy(resources.settings), freeze_jobs_),
      reports_(context, policy, resources.workers),
      exports_(context, policy, export_policy_, files_, jobs_, resources.workers),
      freeze_routes_(freezes_),
      report_routes_(reports_),
      export_routes_(exports_) {
  register_freeze_texts();
  register_report_texts();
  register_export_texts();
}

void ReportPart::connect(runtime::Resources& resources, events::EventSource& own_events) {
  freezes_.follow({{"orders", std::string(kOrdersConsumer), &resources.peers.source_of("orders")},
                   {"measurement", std::string(kRegistrationsConsumer), &own_events},
                   {"traceability", std::string(kTraceabilityConsumer), &resources.peers.source_of("traceability")},
                   {"identity", std::string(kIdentityConsumer), &resources.peers.source_of("identity")}});
}

void ReportPart::mount(http::RouteTable& table) {
  freeze_routes_.mount(table);
  report_routes_.mount(table);
  export_routes_.mount(table);
}

void ReportPart::start() {
  background_.spawn("measurement.exports", [this](Loop& loop) { return jobs_.run(loop); });
  background_.spawn("measurement.freezes", [this](Loop& loop) { return freeze_jobs_.run(loop); });
}

}  // namespace shanhai::measurement
