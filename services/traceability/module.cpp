#include "services/traceability/module.hpp"

#include <iterator>

#include "common/events/stream.hpp"
#include "services/traceability/audit.hpp"
#include "services/traceability/capture/routes.hpp"
#include "services/traceability/catalog_projection/consumer.hpp"
#include "services/traceability/evidence/routes.hpp"
#include "services/traceability/household/routes.hpp"
#include "services/traceability/log/audit.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/log/routes.hpp"
#include "services/traceability/lot/routes.hpp"
#include "services/traceability/problem_texts.hpp"
#include "services/traceability/recall/routes.hpp"
#include "services/traceability/routes.hpp"
#include "services/traceability/sale/routes.hpp"
#include "services/traceability/seed.hpp"
#include "services/traceability/service.hpp"
#include "services/traceability/shipment/consumer.hpp"
#include "services/traceability/trace/routes.hpp"
#include "sql/traceability_migrations.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{500};

// [traceability] checkpoint_seconds: of the transparency log.
std::chrono::seconds checkpoint_interval(const runtime::Settings& settings) {
  constexpr std::int64_t kHour = 3600;
  return std::chrono::seconds(settings.integer("traceability.checkpoint_seconds", 5, 1, kHour));
}

// [traceability] capture_events, capture_bytes: of one document. Its text goes to the database in one statement.
CapturePolicy capture_policy(const runtime::Settings& settings) {
  CapturePolicy out;
  out.events_max = settings.integer("traceability.capture_events", out.events_max, 1, 10'000);
  out.bytes_max = settings.integer("traceability.capture_bytes", out.bytes_max, 1'000, 7'000'000);
  return out;
}

class TraceabilityModule final : public runtime::Module {
 public:
  explicit TraceabilityModule(runtime::Resources& resources)
      : background_(resources.background),
        database_(runtime::open_database(resources, "traceability")),
        wakeup_("traceability", resources.redis),
        sequencer_(*database_, wakeup_, resources.random, background_),
        source_(*database_, wakeup_),
        event_routes_(source_),
        names_(resources.settings.text("server.public_url")),
        recorder_(names_, resources.random),
        archive_(resources.settings.text("files.directory", ".local/files"), resources.workers, resources.random),
        api_(std::make_shared<Service>(*database_)),
        households_(*database_, resources.vault, resources.random),
        lots_(*database_, sequencer_, recorder_, resources.random),
        evidence_(*database_, sequencer_, recorder_, archive_, resources.vault, resources.random),
        sales_(*database_, sequencer_, recorder_, resources.random),
        recalls_(*database_, sequencer_, recorder_, resources.random),
        traces_(*database_, names_),
        log_keys_(resources.vault, resources.random, tlog::origin_below(resources.settings.text("server.public_url"))),
        integrator_(*database_, log_keys_, resources.random, checkpoint_interval(resources.settings)),
        log_(*database_, sequencer_, log_keys_, resources.random,
             read_witnesses(resources.settings.list("traceability.log_witnesses"))),
        captures_at_work_(*database_, sequencer_, resources.random, resources.workers),
        captures_(*database_, sequencer_, captures_at_work_, resources.workers, resources.random,
                  capture_policy(resources.settings)),
        shipments_(recorder_),
        internal_routes_(*api_),
        household_routes_(households_),
        lot_routes_(lots_),
        evidence_routes_(evidence_, resources.workers),
        sale_routes_(sales_),
        recall_routes_(recalls_),
        trace_routes_(traces_),
        log_routes_(log_),
        capture_routes_(captures_) {
    resources.peers.provide<Api>(api_);
    resources.peers.provide(std::make_shared<SampleLots>(*database_, households_, lots_, sales_));
    resources.peers.provide_source("traceability", &source_);
    register_problem_texts();
  }

  std::string_view name() const override { return "traceability"; }

  void connect(runtime::Resources& resources) override {
    const auto orders = resources.peers.get<orders::Api>();
    sales_.connect(orders);
    recalls_.connect(orders);
    catalog_ = std::make_unique<events::Consumer>(std::string(kCatalogConsumer), *database_,
                                                  resources.peers.source_of("catalog"),
                                                  events::one_by_one(apply_catalog_event), background_);
    orders_ = std::make_unique<events::Consumer>(
        std::string(kOrdersConsumer), *database_, resources.peers.source_of("orders"),
        events::one_by_one([this](db::Tx& tx, const events::Event& event) { return shipments_.apply(tx, event); }),
        background_);
  }

  void mount(http::RouteTable& table) override {
    event_routes_.mount(table, "traceability");
    internal_routes_.mount(table);
    household_routes_.mount(table);
    lot_routes_.mount(table);
    evidence_routes_.mount(table);
    sale_routes_.mount(table);
    recall_routes_.mount(table);
    trace_routes_.mount(table);
    log_routes_.mount(table);
    capture_routes_.mount(table);
  }

  Task<> start() override {
    catalog_->start();
    orders_->start();
    integrator_.start(background_);
    background_.spawn("traceability.captures", [this](Loop& loop) { return captures_at_work_.run(loop); });
    background_.spawn("traceability.intents", [this](Loop& loop) { return carry_out_intents(loop); });
    co_return;
  }

  Task<std::string> not_ready() override {
    const bool answers = co_await database_->answers();
    co_return answers ? "" : "traceability: the database does not answer";
  }

  Task<> catch_up() override {
    for (std::int64_t taken = 1; taken > 0;) taken = co_await catalog_->run_once();
  }

  Result<std::vector<runtime::AuditFinding>> audit() override {
    SH_TRY(auto findings, traceability::audit(*database_));
    SH_TRY(auto of_log, audit_log(*database_, log_keys_));
    std::move(of_log.begin(), of_log.end(), std::back_inserter(findings));
    return findings;
  }

 private:
  // What was interrupted by a crash, or orders was away for.
  Task<> carry_out_intents(Loop& loop) {
    while (!loop.stopping()) {
      co_await sales_.carry_out_due();
      co_await recalls_.carry_out_due();
      co_await loop.pause(kBetweenLooks);
    }
  }

  Background& background_;
  std::unique_ptr<db::Database> database_;
  events::Wakeup wakeup_;
  events::Sequencer sequencer_;
  events::LocalEventSource source_;
  events::EventRoutes event_routes_;
  const epcis::Names names_;
  const epcis::Recorder recorder_;
  files::FileArchive archive_;
  std::shared_ptr<Service> api_;
  HouseholdService households_;
  LotService lots_;
  EvidenceService evidence_;
  SaleService sales_;
  RecallService recalls_;
  TraceService traces_;
  tlog::LogKeys log_keys_;
  tlog::Integrator integrator_;
  LogService log_;
  CaptureJobs captures_at_work_;
  CaptureService captures_;
  const ShipmentConsumer shipments_;
  InternalRoutes internal_routes_;
  HouseholdRoutes household_routes_;
  LotRoutes lot_routes_;
  EvidenceRoutes evidence_routes_;
  SaleRoutes sale_routes_;
  RecallRoutes recall_routes_;
  TraceRoutes trace_routes_;
  LogRoutes log_routes_;
  CaptureRoutes capture_routes_;
  std::unique_ptr<events::Consumer> catalog_, orders_;
};

}  // namespace

const runtime::ServiceSchema kSchema{"traceability", sql::traceability::kMigrations};

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources) {
  return std::make_unique<TraceabilityModule>(resources);
}

}  // namespace shanhai::traceability
