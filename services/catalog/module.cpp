#include "services/catalog/module.hpp"

#include "common/events/stream.hpp"
#include "common/telemetry/log.hpp"
#include "seed/products.hpp"
#include "services/catalog/audit.hpp"
#include "services/catalog/bulk/messages.hpp"
#include "services/catalog/bulk/routes.hpp"
#include "services/catalog/certification/routes.hpp"
#include "services/catalog/images/routes.hpp"
#include "services/catalog/problem_texts.hpp"
#include "services/catalog/product/routes.hpp"
#include "services/catalog/reception/consumer.hpp"
#include "services/catalog/references/routes.hpp"
#include "services/catalog/review/routes.hpp"
#include "services/catalog/seed.hpp"
#include "services/catalog/storefront/follower.hpp"
#include "services/catalog/storefront/routes.hpp"
#include "services/catalog/supplier/notices.hpp"
#include "services/catalog/supplier/routes.hpp"
#include "services/catalog/versions/routes.hpp"
#include "sql/catalog_migrations.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::chrono::seconds kPublicityPause(2);
constexpr std::chrono::seconds kLicencePause(60);

std::int64_t publicity_days(const runtime::Settings& settings) {
  const auto days = settings.integer("catalog.publicity_days", 7);
  if (days < 0 || days > 365) throw runtime::SettingsError("catalog.publicity_days: between 0 and 365");
  return days;
}

ReviewPolicy review_policy(const runtime::Settings& settings) {
  const auto name = settings.text("catalog.review", "none");
  for (const auto policy : {ReviewPolicy::none, ReviewPolicy::sensitive, ReviewPolicy::first, ReviewPolicy::all}) {
    if (name == boost::describe::enum_to_string(policy, "")) return policy;
  }
  throw runtime::SettingsError("catalog.review: none, sensitive, first or all");
}

ImportPolicy import_policy(const runtime::Settings& settings) {
  ImportPolicy out;
  const auto rows = settings.integer("catalog.import_rows", static_cast<std::int64_t>(out.rows_max));
  if (rows < 1 || rows > 50'000) throw runtime::SettingsError("catalog.import_rows: between 1 and 50000");
  out.rows_max = static_cast<std::size_t>(rows);
  return out;
}

std::int64_t images_max(const runtime::Settings& settings) {
  const auto images = settings.integer("catalog.images", kImagesOfSupplier);
  if (images < 1 || images > 1'000'000) throw runtime::SettingsError("catalog.images: between 1 and 1000000");
  return images;
}

std::string files_directory(const runtime::Settings& settings) {
  return settings.text("files.directory", ".local/files");
}

class CatalogModule final : public runtime::Module {
 public:
  explicit CatalogModule(runtime::Resources& resources)
      : background_(resources.background),
        vault_(resources.vault),
        workers_(resources.workers),
        outbox_directory_(resources.settings.text("notifications.directory", ".local/outbox")),
        database_(runtime::open_database(resources, "catalog")),
        wakeup_("catalog", resources.redis),
        sequencer_(*database_, wakeup_, resources.random, resources.background),
        source_(*database_, wakeup_),
        event_routes_(source_),
        archive_(files_directory(resources.settings), resources.workers, resources.random),
        suppliers_(*database_, sequencer_, archive_, resources.vault, resources.random),
        licences_(*database_, sequencer_, archive_, resources.vault, resources.random),
        images_(*database_, archive_, resources.workers, resources.random, images_max(resources.settings)),
        products_(*database_, sequencer_, resources.random, review_policy(resources.settings)),
        reviews_(*database_, resources.random),
        versions_(*database_),
        sheet_files_(files_directory(resources.settings) + "/imports"),
        import_jobs_(*database_, sequencer_, resources.random, resources.workers, sheet_files_,
                     import_policy(resources.settings), review_policy(resources.settings)),
        bulk_(*database_, resources.random, resources.workers, sheet_files_, import_jobs_,
              import_policy(resources.settings)),
        certifications_(*database_, sequencer_, archive_, resources.vault, resources.random,
                        publicity_days(resources.settings)),
        references_(*database_, sequencer_, resources.random),
        storefront_(resources.workers),
        follower_(*database_, source_, resources.workers, storefront_.current()),
        supplier_routes_(suppliers_, licences_, resources.workers),
        image_routes_(images_, resources.workers),
        product_routes_(products_),
        review_routes_(reviews_),
        version_routes_(versions_),
        bulk_routes_(bulk_),
        certification_routes_(certifications_, resources.workers),
        reference_routes_(references_),
        storefront_routes_(storefront_, certifications_) {
    resources.peers.provide_source("catalog", &source_);
    register_problem_texts();
    register_bulk_texts();
  }

  std::string_view name() const override { return "catalog"; }

  void connect(runtime::Resources& resources) override {
    identity_ = resources.peers.get<identity::Api>();
    suppliers_.connect(identity_);
    contacts_.emplace(*identity_);
    orders_ = std::make_unique<events::Consumer>(std::string(kOrdersConsumer), *database_,
                                                 resources.peers.source_of("orders"),
                                                 events::one_by_one(apply_order_event), background_);
  }

  void mount(http::RouteTable& table) override {
    supplier_routes_.mount(table);
    image_routes_.mount(table);
    product_routes_.mount(table);
    bulk_routes_.mount(table);
    review_routes_.mount(table);
    version_routes_.mount(table);
    certification_routes_.mount(table);
    reference_routes_.mount(table);
    storefront_routes_.mount(table);
    event_routes_.mount(table, "catalog");
  }

  Task<> start() override {
    follower_.start(background_);
    orders_->start();
    channel_.emplace(outbox_directory_);
    sender_.emplace(*database_, vault_, *contacts_, *channel_, workers_, notice_templates(), background_);
    sender_->start();
    background_.spawn("catalog.imports", [this](Loop& loop) { return import_jobs_.run(loop); });
    background_.spawn("catalog.publicity", [this](Loop& loop) { return end_publicity(loop); });
    background_.spawn("catalog.licences", [this](Loop& loop) { return watch_licences(loop); });
    co_return;
  }

  Task<std::string> not_ready() override {
    const bool answers = co_await database_->answers();
    if (!answers) co_return "catalog: the database does not answer";
    co_return storefront_.current().get() ? "" : "catalog: the storefront is not loaded";
  }

  Task<> catch_up() override {
    co_await sequencer_.run_once();
    for (std::int64_t taken = 1; taken > 0;) taken = co_await orders_->run_once();
  }

  Result<std::vector<runtime::AuditFinding>> audit() override { return database_->transaction_blocking(audit_catalog); }

 private:
  Task<> end_publicity(Loop& loop) {
    while (!loop.stopping()) {
      const auto ended = co_await certifications_.end_publicity();
      if (ended > 0) telemetry::log_info("catalog.publicity_ended", {{"certifications", ended}});
      co_await loop.pause(kPublicityPause);
    }
  }

  Task<> watch_licences(Loop& loop) {
    while (!loop.stopping()) {
      const auto suspended = co_await licences_.suspend_overdue();
      if (suspended > 0) telemetry::log_info("catalog.licences_not_proved", {{"suppliers_suspended", suspended}});
      if (co_await licences_.remind() > 0) sender_->wake();
      const auto withdrawn = co_await products_.withdraw_lapsed();
      if (withdrawn > 0) telemetry::log_info("catalog.licences_lapsed", {{"products_withdrawn", withdrawn}});
      co_await loop.pause(kLicencePause);
    }
  }

  Background& background_;
  const auth::Vault& vault_;
  Workers& workers_;
  const std::string outbox_directory_;
  std::unique_ptr<db::Database> database_;
  events::Wakeup wakeup_;
  events::Sequencer sequencer_;
  events::LocalEventSource source_;
  events::EventRoutes event_routes_;
  files::FileArchive archive_;
  SupplierService suppliers_;
  LicenceService licences_;
  ImageService images_;
  ProductService products_;
  ReviewService reviews_;
  VersionService versions_;
  SheetFiles sheet_files_;
  ImportJobs import_jobs_;
  BulkService bulk_;
  CertificationService certifications_;
  ReferenceService references_;
  StorefrontService storefront_;
  Follower follower_;
  SupplierRoutes supplier_routes_;
  ImageRoutes image_routes_;
  ProductRoutes product_routes_;
  ReviewRoutes review_routes_;
  VersionRoutes version_routes_;
  BulkRoutes bulk_routes_;
  CertificationRoutes certification_routes_;
  ReferenceRoutes reference_routes_;
  StorefrontRoutes storefront_routes_;
  std::shared_ptr<identity::Api> identity_;
  std::unique_ptr<events::Consumer> orders_;
  std::optional<Contacts> contacts_;
  std::optional<notifications::FileChannel> channel_;
  std::optional<notifications::Sender> sender_;
};

}  // namespace

const runtime::ServiceSchema kSchema{"catalog", sql::catalog::kMigrations};

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources) {
  return std::make_unique<CatalogModule>(resources);
}

Result<void> seed(runtime::Resources& resources) {
  if (!resources.settings.flag("seed.samples", true)) return {};
  const auto database = runtime::open_database(resources, "catalog");
  files::FileArchive archive(files_directory(resources.settings), resources.workers, resources.random);
  return seed_samples(*database, archive, resources.vault, resources.random, seed::kProducts);
}

Result<std::vector<ProductPublished>> samples(runtime::Resources& resources) {
  if (!resources.settings.flag("seed.samples", true)) return std::vector<ProductPublished>{};
  const auto database = runtime::open_database(resources, "catalog");
  return list_samples(*database, seed::kProducts);
}

}  // namespace shanhai::catalog
