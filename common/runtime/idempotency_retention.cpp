#include "common/runtime/idempotency_retention.hpp"

#include "common/db/idempotency.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::runtime {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kBatch = 1000;  // in a transaction: rows stay locked for milliseconds
constexpr std::chrono::milliseconds kEvery = 1h;

std::chrono::hours kept_of(const Settings& settings) {
  return std::chrono::days(settings.integer("database.idempotency_days", 30, 1, 3650));
}

struct ForgetBatch {
  std::chrono::hours kept;
  Result<std::int64_t> operator()(db::Tx& tx) const {
    return static_cast<std::int64_t>(db::prune_idempotency_keys(tx, tx.now() - kept, kBatch));
  }
};

}  // namespace

IdempotencyRetention::IdempotencyRetention(Resources& resources, const std::vector<std::unique_ptr<Module>>& modules) {
  std::vector<std::string> services;
  for (const auto& module : modules) {
    const std::string name(module->name());
    if (resources.settings.has("database." + name + ".schema")) services.push_back(name);
  }
  state_ = std::make_shared<const State>(State{resources, std::move(services), kept_of(resources.settings)});
}

void IdempotencyRetention::start() {
  state_->resources.background.spawn("idempotency.retention",
                                     [state = state_](Loop& loop) { return run(state, loop); });
}

Task<> IdempotencyRetention::run(std::shared_ptr<const State> state, Loop& loop) {
  while (!loop.stopping()) {
    for (const auto& service : state->services) co_await forget(state, service, loop);
    co_await loop.pause(kEvery);
  }
}

// On a connection that ends with the pass. While the database is away, the next pass does it.
Task<> IdempotencyRetention::forget(std::shared_ptr<const State> state, std::string service, Loop& loop) {
  const auto& resources = state->resources;
  db::Database database(service, endpoint_of(resources.settings, service), 1, resources.clock, resources.random);
  const ForgetBatch batch{state->kept};
  std::int64_t forgotten = 0;
  try {
    for (std::int64_t gone = kBatch; gone == kBatch && !loop.stopping(); forgotten += gone) {
      const auto done = co_await database.transaction(batch);
      gone = done.value();
    }
  } catch (const std::exception& failed) {  // one service's trouble keeps no other's keys
    telemetry::log_warn("idempotency.not_forgotten", {{"service", service}, {"reason", failed.what()}});
  }
  if (forgotten > 0) telemetry::log_info("idempotency.forgotten", {{"service", service}, {"keys", forgotten}});
}

}  // namespace shanhai::runtime
