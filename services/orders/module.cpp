#include "services/orders/module.hpp"

#include "common/events/stream.hpp"
#include "common/files/archive.hpp"
#include "services/orders/audit.hpp"
#include "services/orders/books/books.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/configuration.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/parts.hpp"
#include "services/orders/problem_texts.hpp"
#include "sql/orders_migrations.hpp"

namespace shanhai::orders {
namespace {

constexpr std::string_view kCatalogConsumer = "orders.catalog";

class OrdersModule final : public runtime::Module {
 public:
  explicit OrdersModule(runtime::Resources& resources)
      : background_(resources.background),
        workers_(resources.workers),
        outbox_directory_(resources.settings.text("notifications.directory", ".local/outbox")),
        database_(runtime::open_database(resources, "orders")),
        wakeup_("orders", resources.redis),
        sequencer_(*database_, wakeup_, resources.random, resources.background),
        source_(*database_, wakeup_),
        event_routes_(source_),
        archive_(resources.settings.text("files.directory", ".local/files"), resources.workers, resources.random),
        context_{*database_,      resources.clock,    resources.random,
                 resources.vault, sequencer_,         read_policy(resources.settings),
                 &archive_,       &resources.workers, resources.redis},
        stock_(std::make_shared<Stock>(context_)),
        stock_routes_(*stock_),
        books_(std::make_shared<Books>(*database_)),
        books_routes_(*books_),
        payee_(read_payee(resources.settings)) {
    if (auto settings = read_wechat_pay(resources.settings)) {
      merchant_ = std::make_unique<wechat_pay::Merchant>(std::move(settings->merchant));
      wechat_pay_ = std::make_unique<wechat_pay::Client>(
          resources.http_client, *merchant_, std::move(settings->addresses), resources.clock, resources.random);
    }
    if (auto settings = read_alipay(resources.settings)) {
      app_ = std::make_unique<alipay::App>(std::move(settings->app));
      alipay_ = std::make_unique<alipay::Client>(resources.http_client, *app_, std::move(settings->addresses),
                                                 resources.clock);
    }
    resources.peers.provide<Api>(stock_);
    resources.peers.provide<BooksApi>(books_);
    resources.peers.provide_source("orders", &source_);
    register_problem_texts();
  }

  std::string_view name() const override { return "orders"; }

  void connect(runtime::Resources& resources) override {
    identity_ = resources.peers.get<identity::Api>();
    contacts_ = std::make_unique<Contacts>(*identity_);
    catalog_ = std::make_unique<events::Consumer>(std::string(kCatalogConsumer), *database_,
                                                  resources.peers.source_of("catalog"),
                                                  events::one_by_one(store::apply_catalog), background_);
    parts_ = std::make_unique<Parts>(
        context_, *identity_,
        ChannelAccess{wechat_pay_.get(), merchant_.get(), alipay_.get(), app_.get(), wechat_pay_.get()}, payee_);
  }

  void mount(http::RouteTable& table) override {
    parts_->mount(table);
    stock_routes_.mount(table);
    books_routes_.mount(table);
    event_routes_.mount(table, "orders");
  }

  Task<> start() override {
    parts_->writer.start();
    catalog_->start();
    channel_.emplace(outbox_directory_);
    sender_.emplace(*database_, context_.vault, *contacts_, *channel_, workers_, notice_templates(), background_);
    sender_->start();
    background_.spawn("orders.expiry", [this](Loop& loop) { return parts_->ordering.expire_loop(loop); });
    background_.spawn("orders.rushes", [this](Loop& loop) { return parts_->rushes.loop(loop); });
    background_.spawn("orders.presales", [this](Loop& loop) { return parts_->presales.loop(loop); });
    background_.spawn("orders.purchase_caps", [this](Loop& loop) { return parts_->purchase_caps.forget_loop(loop); });
    background_.spawn("orders.deadlines", [this](Loop& loop) { return parts_->fulfilment.deadlines().loop(loop); });
    background_.spawn("orders.procurement", [this](Loop& loop) { return parts_->procurement.deadlines.loop(loop); });
    background_.spawn("orders.lot_expiry", [this](Loop& loop) { return stock_->expire_loop(loop); });
    background_.spawn("orders.payments", [this](Loop& loop) { return parts_->payments.check_loop(loop); });
    background_.spawn("orders.returns", [this](Loop& loop) { return parts_->returns.run_loop(loop); });
    parts_->refunds.set_loop(
        background_.spawn("orders.refunds", [this](Loop& loop) { return parts_->refunds.run_loop(loop); }));
    co_return;
  }

  void stop() override { parts_->writer.stop(); }

  Task<std::string> not_ready() override {
    const bool answers = co_await database_->answers();
    co_return answers ? "" : "orders: the database does not answer";
  }

  Task<> catch_up() override {
    for (std::int64_t taken = 1; taken > 0;) taken = co_await catalog_->run_once();
  }

  Result<std::vector<runtime::AuditFinding>> audit() override { return database_->transaction_blocking(audit_orders); }

  Result<std::map<std::string, std::int64_t>> figures() override {
    return database_->transaction_blocking(read_figures);
  }

 private:
  Background& background_;
  Workers& workers_;
  const std::string outbox_directory_;
  std::unique_ptr<db::Database> database_;
  events::Wakeup wakeup_;
  events::Sequencer sequencer_;
  events::LocalEventSource source_;
  events::EventRoutes event_routes_;
  files::FileArchive archive_;
  Context context_;
  std::shared_ptr<Stock> stock_;
  StockRoutes stock_routes_;
  std::shared_ptr<Books> books_;
  BooksRoutes books_routes_;
  Payee payee_;
  std::unique_ptr<wechat_pay::Merchant> merchant_;
  std::unique_ptr<wechat_pay::Client> wechat_pay_;
  std::unique_ptr<alipay::App> app_;
  std::unique_ptr<alipay::Client> alipay_;
  std::shared_ptr<identity::Api> identity_;
  std::unique_ptr<Contacts> contacts_;
  std::optional<notifications::FileChannel> channel_;
  std::optional<notifications::Sender> sender_;
  std::unique_ptr<events::Consumer> catalog_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace

const runtime::ServiceSchema kSchema{"orders", sql::orders::kMigrations};

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources) {
  return std::make_unique<OrdersModule>(resources);
}

}  // namespace shanhai::orders
