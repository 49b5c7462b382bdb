#include "services/traceability/module.hpp"

#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <iterator>

#include "common/events/stream.hpp"
#include "common/runtime/version.hpp"
#include "services/catalog/api.hpp"
#include "services/traceability/audit.hpp"
#include "services/traceability/capture/routes.hpp"
#include "services/traceability/catalog_projection/consumer.hpp"
#include "services/traceability/evidence/correction_routes.hpp"
#include "services/traceability/evidence/routes.hpp"
#include "services/traceability/graph/audit.hpp"
#include "services/traceability/graph/link_fill.hpp"
#include "services/traceability/graph/movements.hpp"
#include "services/traceability/graph/routes.hpp"
#include "services/traceability/graph/store.hpp"
#include "services/traceability/household/routes.hpp"
#include "services/traceability/log/audit.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/log/routes.hpp"
#include "services/traceability/lot/routes.hpp"
#include "services/traceability/problem_texts.hpp"
#include "services/traceability/query/fill.hpp"
#include "services/traceability/query/routes.hpp"
#include "services/traceability/recall/routes.hpp"
#include "services/traceability/records/routes.hpp"
#include "services/traceability/resolver/rendering.hpp"
#include "services/traceability/resolver/routes.hpp"
#include "services/traceability/routes.hpp"
#include "services/traceability/sale/routes.hpp"
#include "services/traceability/seed.hpp"
#include "services/traceability/service.hpp"
#include "services/traceability/shipment/consumer.hpp"
#include "services/traceability/subscription/routes.hpp"
#include "services/traceability/subscription/sockets.hpp"
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
// capture_at_once: of a document that is stored before it is acknowledged.
CapturePolicy capture_policy(const runtime::Settings& settings) {
  CapturePolicy out;
  out.events_max = settings.integer("traceability.capture_events", out.events_max, 1, 10'000);
  out.bytes_max = settings.integer("traceability.capture_bytes", out.bytes_max, 1'000, 7'000'000);
  out.at_once = settings.integer("traceability.capture_at_once", out.at_once, 0, 10'000);
  return out;
}

// [traceability] query_rows, query_seconds: what one request looks at. named_queries: of an organisation.
// gs1_company_prefixes: of whose Digital Links URNs can be told.
QueryPolicy query_policy(const runtime::Settings& settings) {
  QueryPolicy out;
  out.rows_max = settings.integer("traceability.query_rows", out.rows_max, 500, 1'000'000);
  out.time_max = std::chrono::seconds(settings.integer("traceability.query_seconds", 4, 1, 60));
  out.named_max = settings.integer("traceability.named_queries", out.named_max, 0, 10'000);
  for (auto& prefix : settings.list("traceability.gs1_company_prefixes")) {
    const bool is_prefix =
        prefix.size() >= 6 && prefix.size() <= 12 && prefix.find_first_not_of("0123456789") == prefix.npos;
    if (!is_prefix) throw runtime::SettingsError("traceability.gs1_company_prefixes: 6 to 12 digits: " + prefix);
    out.company_prefixes.push_back(std::move(prefix));
  }
  out.vendor_version = runtime::version();
  return out;
}

// [traceability] subscription_*, webhook_*.
SubscriptionPolicy subscription_policy(const runtime::Settings& settings) {
  SubscriptionPolicy out;
  out.subscriptions_max = settings.integer("traceability.subscriptions", out.subscriptions_max, 0, 100'000);
  out.sockets_max = settings.integer("traceability.subscription_sockets", out.sockets_max, 0, 10'000);
  out.events_max = settings.integer("traceability.subscription_events", out.events_max, 1, 1'000);
  out.bytes_max = settings.integer("traceability.subscription_bytes", out.bytes_max, 1'000, 4'000'000);
  out.timeout = std::chrono::milliseconds(settings.integer("traceability.webhook_timeout_ms", 10'000, 100, 60'000));
  out.failing_max = std::chrono::hours(settings.integer("traceability.webhook_failing_hours", 72, 1, 10'000));
  out.plain_http = settings.flag("traceability.webhook_plain_http", false);
  out.private_addresses = settings.flag("traceability.webhook_private_addresses", false);
  out.ca_file = settings.text("client.tls_ca", "");
  out.company_prefixes = query_policy(settings).company_prefixes;
  return out;
}

template <class E>
E described(const std::string& key, const std::string& name) {
  E out{};
  if (!boost::describe::enum_from_string(name.c_str(), out)) throw runtime::SettingsError(key + ": unknown: " + name);
  return out;
}

// [traceability] herb_classes, herb_stages: of which herbs what must be recorded before a lot of them is sold.
HerbPolicy herb_policy(const runtime::Settings& settings) {
  HerbPolicy out;
  for (const auto& name : settings.list("traceability.herb_classes"))
    out.classes.push_back(name_of(described<catalog::HerbClass>("traceability.herb_classes", name)));
  for (const auto& name : settings.list("traceability.herb_stages"))
    out.stages.push_back(described<HerbStage>("traceability.herb_stages", name));
  if (std::find(out.stages.begin(), out.stages.end(), HerbStage::sale) != out.stages.end())
    throw runtime::SettingsError("traceability.herb_stages: nothing is sold before it is sold");
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
        recorder_(names_, resources.random,
                  [this](LotId lot) { changed_lots_.add(lot, std::chrono::steady_clock::now()); }),
        archive_(resources.settings.text("files.directory", ".local/files"), resources.workers, resources.random),
        api_(std::make_shared<Service>(*database_)),
        households_(*database_, resources.vault, resources.random),
        lots_(*database_, sequencer_, recorder_, resources.random),
        sales_(*database_, sequencer_, recorder_, resources.random, herb_policy(resources.settings)),
        recalls_(*database_, sequencer_, recorder_, resources.random),
        evidence_(*database_, sequencer_, recorder_, recalls_, archive_, resources.vault, resources.random),
        test_corrections_(*database_, sequencer_, recorder_, recalls_, archive_, resources.random),
        herbs_(*database_, sequencer_, recorder_, herb_policy(resources.settings), resources.random),
        inspection_(*database_, resources.workers, archive_, resources.random,
                    resources.settings.integer("traceability.sheet_rows", 20000, 1, 1000000)),
        traces_(*database_, names_),
        graph_(*database_, sequencer_, resources.workers, names_.unpacked_lots()),
        lot_traces_(graph_),
        public_url_(resources.settings.text("server.public_url")),
        answers_(*database_, changed_lots_,
                 [this](const TraceFacts& facts, Form form, Instant now) {
                   return render_trace(facts, form, now, public_url_);
                 }),
        resolver_(*database_),
        log_keys_(resources.vault, resources.random, tlog::origin_below(resources.settings.text("server.public_url"))),
        integrator_(*database_, log_keys_, resources.random, checkpoint_interval(resources.settings)),
        log_(*database_, sequencer_, log_keys_, resources.random,
             read_witnesses(resources.settings.list("traceability.log_witnesses"))),
        captures_at_work_(*database_, sequencer_, resources.random, resources.workers),
        captures_(*database_, sequencer_, captures_at_work_, resources.workers, resources.random,
                  capture_policy(resources.settings)),
        queries_(*database_, sequencer_, resources.random, names_, query_policy(resources.settings)),
        values_(*database_),
        links_(*database_, sequencer_, resources.random),
        feed_(*database_),
        deliveries_(*database_, resources.vault, resources.random, names_, feed_,
                    subscription_policy(resources.settings)),
        subscriptions_(*database_, sequencer_, resources.vault, resources.random, deliveries_,
                       subscription_policy(resources.settings)),
        sockets_(*database_, resources.tokens, resources.random, names_, feed_,
                 subscription_policy(resources.settings)),
        shipments_(recorder_),
        internal_routes_(*api_),
        household_routes_(households_),
        lot_routes_(lots_),
        evidence_routes_(evidence_, resources.workers),
        test_correction_routes_(test_corrections_, resources.workers),
        sale_routes_(sales_),
        recall_routes_(recalls_),
        record_routes_(herbs_, inspection_),
        trace_routes_(traces_),
        lot_trace_routes_(lot_traces_),
        resolver_routes_(resolver_, answers_, public_url_),
        log_routes_(log_),
        capture_routes_(captures_, {names_, std::string(runtime::version())}),
        query_routes_(queries_),
        subscription_routes_(subscriptions_, {names_, std::string(runtime::version())}) {
    queries_.on_removed([](db::Tx& tx, OrganisationId organisation, const query::NamedQuery& named) {
      store::delete_subscriptions_of(tx, organisation, named.id);
    });
    query_routes_.on_upgrade(sockets_.opening(), json::schema<SocketQuery>());
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
    recalls_.connect(graph_);
    catalog_ = std::make_unique<events::Consumer>(std::string(kCatalogConsumer), *database_,
                                                  resources.peers.source_of("catalog"),
                                                  events::one_by_one(apply_catalog_event), background_);
    orders_ = std::make_unique<events::Consumer>(
        std::string(kOrdersConsumer), *database_, resources.peers.source_of("orders"),
        events::one_by_one([this](db::Tx& tx, const events::Event& event) { return shipments_.apply(tx, event); }),
        background_);
    reach_ = std::make_unique<events::Consumer>(
        std::string(graph::kReachConsumer), *database_, resources.peers.source_of("orders"),
        [this](db::Tx& tx, std::span<const events::Event> events) {
          graph_.wake();  // before the commit: it looks again by itself
          return graph::apply_orders_events(tx, events);
        },
        background_);
  }

  void mount(http::RouteTable& table) override {
    event_routes_.mount(table, "traceability");
    internal_routes_.mount(table);
    household_routes_.mount(table);
    lot_routes_.mount(table);
    evidence_routes_.mount(table);
    test_correction_routes_.mount(table);
    sale_routes_.mount(table);
    recall_routes_.mount(table);
    record_routes_.mount(table);
    trace_routes_.mount(table);
    lot_trace_routes_.mount(table);
    resolver_routes_.mount(table);
    log_routes_.mount(table);
    capture_routes_.mount(table);
    query_routes_.mount(table);
    subscription_routes_.mount(table);
  }

  Task<> start() override {
    catalog_->start();
    orders_->start();
    reach_->start();
    // Whoever stores events that belong in the log says so in the stream.
    for (const auto& follower : {graph_.start(background_), integrator_.start(background_)}) {
      source_.on_more([follower] {
        if (const auto loop = follower.lock()) loop->wake();
      });
    }
    values_.start(background_);
    links_.start(background_);
    background_.spawn("traceability.subscriptions", [this](Loop& loop) { return deliveries_.run(loop); });
    background_.spawn("traceability.captures", [this](Loop& loop) { return captures_at_work_.run(loop); });
    background_.spawn("traceability.captures.2", [this](Loop& loop) { return captures_at_work_.run_beside(loop); });
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
    SH_TRY(auto of_graph, graph::audit(*database_, names_.unpacked_lots()));
    std::move(of_graph.begin(), of_graph.end(), std::back_inserter(findings));
    return findings;
  }

 private:
  // What was interrupted by a crash, or orders was away for.
  Task<> carry_out_intents(Loop& loop) {
    while (!loop.stopping()) {
      co_await sales_.carry_out_due();
      co_await recalls_.carry_out_due();
      co_await recalls_.carry_out_lifts();
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
  ChangedLots changed_lots_;
  const epcis::Recorder recorder_;
  files::FileArchive archive_;
  std::shared_ptr<Service> api_;
  HouseholdService households_;
  LotService lots_;
  SaleService sales_;
  RecallService recalls_;
  EvidenceService evidence_;
  TestCorrectionService test_corrections_;
  HerbService herbs_;
  InspectionService inspection_;
  TraceService traces_;
  graph::Follower graph_;
  LotTraceService lot_traces_;
  const std::string public_url_;
  TraceAnswers answers_;
  ResolverService resolver_;
  tlog::LogKeys log_keys_;
  tlog::Integrator integrator_;
  LogService log_;
  CaptureJobs captures_at_work_;
  CaptureService captures_;
  QueryService queries_;
  query::ValueFill values_;
  graph::LinkFill links_;
  Feed feed_;
  Deliveries deliveries_;
  SubscriptionService subscriptions_;
  Sockets sockets_;
  const ShipmentConsumer shipments_;
  InternalRoutes internal_routes_;
  HouseholdRoutes household_routes_;
  LotRoutes lot_routes_;
  EvidenceRoutes evidence_routes_;
  TestCorrectionRoutes test_correction_routes_;
  SaleRoutes sale_routes_;
  RecallRoutes recall_routes_;
  RecordRoutes record_routes_;
  TraceRoutes trace_routes_;
  LotTraceRoutes lot_trace_routes_;
  ResolverRoutes resolver_routes_;
  LogRoutes log_routes_;
  CaptureRoutes capture_routes_;
  QueryRoutes query_routes_;
  SubscriptionRoutes subscription_routes_;
  std::unique_ptr<events::Consumer> catalog_, orders_, reach_;
};

}  // namespace

const runtime::ServiceSchema kSchema{"traceability", sql::traceability::kMigrations};

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources) {
  return std::make_unique<TraceabilityModule>(resources);
}

}  // namespace shanhai::traceability
