#include "services/identity/module.hpp"

#include <algorithm>

#include "common/events/stream.hpp"
#include "services/identity/cleanup.hpp"
#include "services/identity/reconcile.hpp"
#include "services/identity/routes.hpp"
#include "services/identity/service.hpp"
#include "services/identity/texts.hpp"
#include "sql/identity_migrations.hpp"

namespace shanhai::identity {
namespace {

constexpr std::chrono::seconds kKeysReread{30};
constexpr std::chrono::hours kCleanup{1};

// So many codes a minute in the long run, ten times as many at once; beyond that, pauses.
ThrottleRule codes_per_address(const runtime::Settings& settings) {
  const auto rate = settings.integer("identity.codes_per_address_per_minute", 10, 1, 60000);
  ThrottleRule rule;
  rule.free = static_cast<int>(rate * 10);
  rule.forgive_every = std::chrono::milliseconds(60000 / rate);
  rule.first_pause = std::chrono::seconds(10);
  rule.longest_pause = std::chrono::hours(1);
  return rule;
}

runtime::AuditFinding finding(std::string check, const Discrepancies& found) {
  std::string detail;
  for (std::size_t i = 0; i < std::min<std::size_t>(found.ids.size(), 10); ++i) detail += found.ids[i] + " ";
  return {std::move(check), found.compared, static_cast<std::int64_t>(found.ids.size()), std::move(detail)};
}

class IdentityModule final : public runtime::Module {
 public:
  explicit IdentityModule(runtime::Resources& resources)
      : background_(resources.background),
        vault_(resources.vault),
        workers_(resources.workers),
        database_(runtime::open_database(resources, "identity")),
        outbox_directory_(resources.settings.text("notifications.directory")),
        wakeup_("identity", resources.redis),
        sequencer_(*database_, wakeup_, resources.random, resources.background),
        source_(*database_, wakeup_),
        event_routes_(source_),
        environment_{*database_,
                     resources.vault,
                     resources.random,
                     resources.clock,
                     resources.workers,
                     [this] { sequencer_.committed(); },
                     [this] { wake_sender(); },
                     codes_per_address(resources.settings)},
        keys_(environment_, [&tokens = resources.tokens](auto keys) { tokens.set_keys(std::move(keys)); }),
        sign_in_(environment_, keys_, resources.settings.text("auth.issuer")),
        accounts_(environment_),
        addresses_(environment_),
        organisations_(environment_),
        service_(std::make_shared<Service>(environment_, addresses_)),
        contacts_(*service_),
        routes_({sign_in_, accounts_, addresses_, organisations_, keys_}),
        internal_routes_(*service_) {
    resources.peers.provide<Api>(service_);
    resources.peers.provide_source("identity", &source_);
    register_problem_texts();
  }

  std::string_view name() const override { return "identity"; }

  void mount(http::RouteTable& table) override {
    routes_.mount(table);
    internal_routes_.mount(table);
    event_routes_.mount(table, "identity");
  }

  Task<> start() override {
    co_await keys_.reload();
    if (started_) co_return;
    started_ = true;
    channel_.emplace(outbox_directory_);
    sender_.emplace(*database_, vault_, contacts_, *channel_, workers_, message_templates(), background_);
    sender_->start();
    sender_made_ = true;
    background_.spawn("identity.keys", [this](Loop& loop) { return keep_keys(loop); });
    background_.spawn("identity.cleanup", [this](Loop& loop) { return clean_up(loop); });
  }

  Task<std::string> not_ready() override {
    if (!keys_.loaded()) co_return "identity: no signing key";
    const bool answers = co_await database_->answers();
    co_return answers ? "" : "identity: the database does not answer";
  }

  Result<std::vector<runtime::AuditFinding>> audit() override {
    SH_TRY(const auto organisations, organisations_without_administrator(*database_));
    SH_TRY(const auto accounts, accounts_not_whole(*database_, vault_));
    return std::vector<runtime::AuditFinding>{finding("identity.organisations_have_administrators", organisations),
                                              finding("identity.accounts_whole_or_erased", accounts)};
  }

 private:
  void wake_sender() {
    if (sender_made_) sender_->wake();
  }

  Task<> keep_keys(Loop& loop) {
    while (!loop.stopping()) {
      co_await loop.pause(kKeysReread);
      if (!loop.stopping()) co_await keys_.reload();
    }
  }

  Task<> clean_up(Loop& loop) {
    while (!loop.stopping()) {
      std::int64_t gone = 1;
      while (gone > 0 && !loop.stopping()) {
        auto batch = [](db::Tx& tx) -> Result<std::int64_t> { return clean_batch(tx); };
        auto cleaned = co_await database_->transaction(std::move(batch));
        gone = cleaned.value();
      }
      co_await loop.pause(kCleanup);
    }
  }

  Background& background_;
  const auth::Vault& vault_;
  Workers& workers_;
  std::unique_ptr<db::Database> database_;
  const std::string outbox_directory_;
  events::Wakeup wakeup_;
  events::Sequencer sequencer_;
  events::LocalEventSource source_;
  events::EventRoutes event_routes_;
  Environment environment_;
  KeyRing keys_;
  SignIn sign_in_;
  Accounts accounts_;
  Addresses addresses_;
  Organisations organisations_;
  std::shared_ptr<Service> service_;
  OwnContactBook contacts_;
  Routes routes_;
  InternalRoutes internal_routes_;
  std::optional<notifications::FileChannel> channel_;
  std::optional<notifications::Sender> sender_;
  bool started_ = false;
  std::atomic<bool> sender_made_{false};
};

}  // namespace

const runtime::ServiceSchema kSchema{"identity", sql::identity::kMigrations};

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources) {
  return std::make_unique<IdentityModule>(resources);
}

}  // namespace shanhai::identity
