#include "services/measurement/module.hpp"

#include "seed/pairings.hpp"
#include "services/measurement/audit.hpp"
#include "services/measurement/benefits/part.hpp"
#include "services/measurement/cubes/folding.hpp"
#include "services/measurement/flags/part.hpp"
#include "services/measurement/freezing/audit.hpp"
#include "services/measurement/households/entries.hpp"
#include "services/measurement/households/routes.hpp"
#include "services/measurement/pairings/routes.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/purchases/routes.hpp"
#include "services/measurement/registrations/audit.hpp"
#include "services/measurement/registrations/part.hpp"
#include "services/measurement/reports/part.hpp"
#include "services/measurement/routes.hpp"
#include "services/measurement/units/part.hpp"
#include "sql/measurement_migrations.hpp"

namespace shanhai::measurement {
namespace {

Result<void> apply_orders(db::Tx& tx, std::span<const events::Event> events) {
  SH_CHECK(apply_orders_events(tx, events));
  return apply_parcels_shipped(tx, events);
}

std::optional<Date> extended_end(const runtime::Settings& settings) {
  const auto text = settings.text("measurement.extend_pairings_to", "");
  if (text.empty()) return std::nullopt;
  const auto date = parse_date(text);
  if (date.has_error())
    throw runtime::SettingsError("measurement.extend_pairings_to: expected a day such as 2027-12-31");
  return *date;
}

// smallest_cell: distinct persons or households fewer than it are not told. most_entries: what one question may have
// summed line by line.
Policy policy_of(const runtime::Settings& settings, const auth::Vault& vault) {
  Policy out;
  out.cursor_key = vault.lookup_hash("measurement.lines.cursor");
  out.extend_pairings_to = extended_end(settings);
  out.smallest_cell = settings.integer("measurement.smallest_cell", out.smallest_cell, 1, 1000);
  out.kept =
      keep_blocks(static_cast<std::size_t>(settings.integer("measurement.kept_bytes", kKeptBytes, 0, 64'000'000'000)));
  out.most_entries = settings.integer("measurement.most_entries", out.most_entries, 1'000, 100'000'000);
  return out;
}

class MeasurementModule final : public runtime::Module {
 public:
  explicit MeasurementModule(runtime::Resources& resources)
      : background_(resources.background),
        database_(runtime::open_database(resources, "measurement")),
        wakeup_("measurement", resources.redis),
        sequencer_(*database_, wakeup_, resources.random, background_),
        source_(*database_, wakeup_),
        event_routes_(source_),
        context_{*database_, resources.random, sequencer_, resources.vault},
        policy_(policy_of(resources.settings, resources.vault)),
        folding_(*database_),
        purchases_(*database_, resources.random, policy_),
        pairings_(*database_, resources.random, policy_),
        households_(*database_, resources.random, policy_),
        registrations_(resources, context_, source_),
        flags_(resources, context_, source_),
        benefits_(resources, context_, policy_),
        units_(resources, context_, policy_),
        service_(std::make_shared<Service>(*database_)),
        routes_(*service_),
        reports_(resources, context_, policy_),
        purchase_routes_(purchases_, reports_.reports()),
        pairing_routes_(pairings_),
        household_routes_(households_) {
    resources.peers.provide<Api>(service_);
    resources.peers.provide_source("measurement", &source_);
    register_texts();
  }

  std::string_view name() const override { return "measurement"; }

  void connect(runtime::Resources& resources) override {
    orders_ = std::make_unique<events::Consumer>(std::string(kOrdersConsumer), *database_,
                                                 resources.peers.source_of("orders"), apply_orders, background_);
    traceability_ = std::make_unique<events::Consumer>(std::string(kTraceabilityConsumer), *database_,
                                                       resources.peers.source_of("traceability"),
                                                       events::one_by_one(apply_lot_put_on_sale), background_);
    registrations_.connect(resources);
    flags_.connect(resources);
    benefits_.connect(resources);
    units_.connect(resources, flags_.watch());
    reports_.connect(resources, source_);
  }

  void mount(http::RouteTable& table) override {
    routes_.mount(table);
    purchase_routes_.mount(table);
    pairing_routes_.mount(table);
    household_routes_.mount(table);
    reports_.mount(table);
    registrations_.mount(table);
    flags_.mount(table);
    benefits_.mount(table);
    units_.mount(table);
    event_routes_.mount(table, "measurement");
  }

  Task<> start() override {
    orders_->start();
    traceability_->start();
    registrations_.start();
    flags_.start();
    units_.start();
    reports_.start();
    background_.spawn("measurement.folding", [this](Loop& loop) { return folding_.run(loop); });
    co_return;
  }

  Task<std::string> not_ready() override {
    const bool answers = co_await database_->answers();
    co_return answers ? "" : "measurement: the database does not answer";
  }

  Result<std::vector<runtime::AuditFinding>> audit() override {
    auto work = [](db::Tx& tx) -> Result<std::vector<runtime::AuditFinding>> {
      SH_TRY(auto out, audit_cubes(tx));
      SH_TRY(auto frozen, audit_freezes(tx));
      out.push_back(std::move(frozen));
      return out;
    };
    SH_TRY(auto out, database_->transaction_blocking(work));
    SH_TRY(auto offline, audit_registrations(*database_));
    out.push_back(std::move(offline));
    return out;
  }

  Result<std::map<std::string, std::int64_t>> figures() override {
    return database_->transaction_blocking(read_figures);
  }

 private:
  Background& background_;
  std::unique_ptr<db::Database> database_;
  events::Wakeup wakeup_;
  events::Sequencer sequencer_;
  events::LocalEventSource source_;
  events::EventRoutes event_routes_;
  Context context_;
  const Policy policy_;
  Folding folding_;
  Purchases purchases_;
  Pairings pairings_;
  Households households_;
  RegistrationPart registrations_;
  FlagPart flags_;
  BenefitPart benefits_;
  UnitPart units_;
  std::shared_ptr<Service> service_;
  Routes routes_;
  ReportPart reports_;
  PurchaseRoutes purchase_routes_;
  PairingRoutes pairing_routes_;
  HouseholdRoutes household_routes_;
  std::unique_ptr<events::Consumer> orders_, traceability_;
};

}  // namespace

const runtime::ServiceSchema kSchema{"measurement", sql::measurement::kMigrations};

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources) {
  return std::make_unique<MeasurementModule>(resources);
}

Result<void> seed(runtime::Resources& resources) {
  const auto database = runtime::open_database(resources, "measurement");
  return database->transaction_blocking([](db::Tx& tx) -> Result<void> {
    store::seed_pairings(tx, parse_pairings_csv(seed::kPairings));
    return {};
  });
}

}  // namespace shanhai::measurement
