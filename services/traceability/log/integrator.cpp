#include "services/traceability/log/integrator.hpp"

#include "common/base/failpoint.hpp"
#include "common/telemetry/metrics.hpp"
#include "services/traceability/log/store.hpp"

namespace shanhai::traceability::tlog {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 1000;
constexpr auto kLease = 10s;
constexpr auto kPoll = 500ms;

struct Step {
  std::int64_t added = 0;
  bool more = false;
};

// One batch, in one transaction.
struct TakeIn {
  std::string holder;  // of the lease, unique to an Integrator
  bool keeps;          // takes the lease for its time; else works only while nobody else has it

  Result<Step> operator()(db::Tx& tx) const {
    Step step;
    if (!store::has_pending(tx)) return step;
    const auto state = store::lock_state(tx);
    const bool ours = state.holder == holder;
    if (!ours && state.leased_until > tx.now()) return step;
    const auto leaves = store::list_pending(tx, kBatch);
    if (leaves.empty()) return step;
    auto edge = store::edge_of(state);
    std::vector<Tile> tiles;
    for (const auto& leaf : leaves) edge.append(leaf_hash(leaf.digest), tiles);
    const bool leased = ours || keeps;
    const store::State after{edge.size(),          edge.root(),
                             edge.bytes(),         ours ? state.fence : state.fence + 1,
                             leased ? holder : "", leased ? tx.now() + kLease : tx.now()};
    store::append(tx, state, after, leaves, tiles);
    SHANHAI_FAILPOINT("traceability.log.appended");
    step.added = static_cast<std::int64_t>(leaves.size());
    step.more = leaves.size() == kBatch;
    return step;
  }
};

bool is_due(const std::optional<store::PublishedCheckpoint>& last, const store::State& state, Instant now,
            std::chrono::seconds between) {
  return !last || (last->size != state.size && last->signed_at + between <= now);
}

// Loads the keys, and signs the tree as it is where that is due.
struct Publish {
  LogKeys& keys;
  std::chrono::seconds between;

  Result<std::shared_ptr<const SigningKeys>> operator()(db::Tx& tx) const {
    auto loaded = keys.load(tx);
    if (!is_due(store::find_newest_checkpoint(tx), store::get_state(tx), tx.now(), between)) return loaded;
    const auto state = store::lock_state(tx);  // one process signs at a time
    const auto last = store::find_newest_checkpoint(tx);
    if (!is_due(last, state, tx.now(), between)) return loaded;
    require_consistent(tx, last, state);
    const Checkpoint checkpoint{loaded->origin(), state.size, state.root};
    store::insert_checkpoint(tx, {state.size, state.root, tx.now(), loaded->sign(checkpoint.text())});
    SHANHAI_FAILPOINT("traceability.log.signed");
    return loaded;
  }

  static void require_consistent(db::Tx& tx, const std::optional<store::PublishedCheckpoint>& last,
                                 const store::State& state) {
    const auto edge = store::edge_of(state);
    if (!last) return;
    if (last->size > state.size) throw std::runtime_error("the log is smaller than what was signed");
    auto tree = store::tree_of(tx, state, edge);
    const auto proof = tree.consistency(last->size, state.size);
    if (!verify_consistency(last->size, state.size, last->root, state.root, proof))
      throw std::runtime_error("the log is not what was signed before: it signs no more");
  }
};

struct Release {
  std::string holder;
  Result<void> operator()(db::Tx& tx) const {
    store::release(tx, holder);
    return {};
  }
};

}  // namespace

struct Integrator::Impl {
  Impl(db::Database& database_, LogKeys& keys_, Random& random, std::chrono::seconds between_)
      : database(database_),
        keys(keys_),
        between(between_),
        holder(random.token(12)),
        leaves(telemetry::counter("log_leaves_total", "Events that got their place in the transparency log", {})) {}

  Task<> work(Loop& loop) {
    const TakeIn take_in{holder, true};
    const Publish publish{keys, between};
    while (!loop.stopping()) {
      const auto step = co_await database.transaction(take_in);
      leaves.add(static_cast<double>(step->added));
      auto loaded = co_await database.transaction(publish);
      keys.keep(std::move(*loaded));
      if (!step->more) co_await loop.pause(kPoll);
    }
    // So that the next process need not wait for the lease to run out.
    const Release release{holder};
    const auto released = co_await database.transaction(release);
  }

  db::Database& database;
  LogKeys& keys;
  const std::chrono::seconds between;
  const std::string holder;
  telemetry::Counter& leaves;
};

Integrator::Integrator(db::Database& database, LogKeys& keys, Random& random, std::chrono::seconds between)
    : impl_(std::make_shared<Impl>(database, keys, random, between)) {}

void Integrator::start(Background& background) {
  background.spawn("traceability.log", std::bind_front(&Impl::work, impl_));
}

Task<std::int64_t> Integrator::run_once() {
  const auto impl = impl_;
  const TakeIn take_in{impl->holder, false};
  std::int64_t total = 0;
  for (bool more = true; more;) {
    const auto step = co_await impl->database.transaction(take_in);
    total += step->added;
    more = step->more;
  }
  const Publish publish{impl->keys, std::chrono::seconds(0)};
  auto loaded = co_await impl->database.transaction(publish);
  impl->keys.keep(std::move(*loaded));
  co_return total;
}

}  // namespace shanhai::traceability::tlog
