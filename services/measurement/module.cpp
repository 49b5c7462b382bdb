#include "services/measurement/module.hpp"

#include "seed/pairings.hpp"
#include "services/measurement/audit.hpp"
#include "services/measurement/households/entries.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/routes.hpp"
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

class MeasurementModule final : public runtime::Module {
 public:
  explicit MeasurementModule(runtime::Resources& resources)
      : background_(resources.background),
        database_(runtime::open_database(resources, "measurement")),
        service_(std::make_shared<Service>(*database_, resources.random, extended_end(resources.settings))),
        routes_(*service_) {
    resources.peers.provide<Api>(service_);
    register_texts();
  }

  std::string_view name() const override { return "measurement"; }

  void connect(runtime::Resources& resources) override {
    orders_ = std::make_unique<events::Consumer>(std::string(kOrdersConsumer), *database_,
                                                 resources.peers.source_of("orders"), apply_orders, background_);
    traceability_ = std::make_unique<events::Consumer>(std::string(kTraceabilityConsumer), *database_,
                                                       resources.peers.source_of("traceability"),
                                                       events::one_by_one(apply_lot_put_on_sale), background_);
  }

  void mount(http::RouteTable& table) override { routes_.mount(table); }

  Task<> start() override {
    orders_->start();
    traceability_->start();
    co_return;
  }

  Task<std::string> not_ready() override {
    const bool answers = co_await database_->answers();
    co_return answers ? "" : "measurement: the database does not answer";
  }

  Result<std::vector<runtime::AuditFinding>> audit() override { return database_->transaction_blocking(audit_ledger); }

  Result<std::map<std::string, std::int64_t>> figures() override {
    return database_->transaction_blocking(read_figures);
  }

 private:
  Background& background_;
  std::unique_ptr<db::Database> database_;
  std::shared_ptr<Service> service_;
  Routes routes_;
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
    for (const auto& pairing : parse_pairings_csv(seed::kPairings)) store::seed_pairing(tx, pairing);
    return {};
  });
}

}  // namespace shanhai::measurement
