#include "services/traceability/log/integrator.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"
#include "services/traceability/log/store.hpp"

namespace shanhai::traceability::tlog {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRowsAtOnce = 100;  // of up to kWaitingOfARow events each
constexpr auto kLease = 10s;
constexpr auto kPoll = 500ms;
constexpr std::size_t kRefillAtOnce = 500;
// Ids are made before their transaction is committed, by clocks that differ: what is older than this comes no more.
constexpr auto kSettled = std::chrono::hours(24);

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
    if (!store::has_waiting(tx)) return step;
    const auto state = store::lock_state(tx);
    const bool ours = state.holder == holder;
    if (!ours && state.leased_until > tx.now()) return step;
    const auto rows = store::list_waiting(tx, EpcisEventId(), kRowsAtOnce);
    if (rows.empty()) return step;
    auto edge = store::edge_of(state);
    std::vector<Tile> tiles;
    for (const auto& row : rows) {
      for (const auto& leaf : row.leaves) edge.append(leaf_hash(leaf.digest), tiles);
    }
    const bool leased = ours || keeps;
    const store::State after{edge.size(),          edge.root(),
                             edge.bytes(),         ours ? state.fence : state.fence + 1,
                             leased ? holder : "", leased ? tx.now() + kLease : tx.now()};
    store::append(tx, state, after, rows, tiles);
    SHANHAI_FAILPOINT("traceability.log.appended");
    step.added = static_cast<std::int64_t>(after.size - state.size);
    step.more = rows.size() == kRowsAtOnce;
    return step;
  }
};

// One page of events behind `after` and what was refilled before, under the state's lock.
struct RefillPage {
  EpcisEventId after;

  struct Done {
    std::int64_t missing = 0;
    EpcisEventId last;
    bool more = false;
  };
  Result<Done> operator()(db::Tx& tx) const {
    const auto state = store::lock_state(tx);
    const auto page = store::list_events_from(tx, std::max(after, state.refilled_to), kRefillAtOnce);
    Done out{0, page.empty() ? after : page.back().event, page.size() == kRefillAtOnce};
    std::vector<EpcisEventId> missing;
    auto settled = state.refilled_to;
    bool is_settled = true;
    for (const auto& event : page) {
      is_settled = is_settled && event.recorded_at + kSettled <= tx.now();
      if (is_settled) settled = event.event;
      if (event.is_missing) missing.push_back(event.event);
    }
    store::refill(tx, missing);
    // A page that begins behind unsettled ones must not pass them.
    if (settled != state.refilled_to && after <= state.refilled_to) store::set_refilled(tx, settled);
    out.missing = static_cast<std::int64_t>(missing.size());
    return out;
  }
};

Task<std::int64_t> refill_all(db::Database& database) {
  std::int64_t total = 0;
  RefillPage page{EpcisEventId()};
  for (bool more = true; more;) {
    const auto done = co_await database.transaction(page);
    total += done->missing;
    page.after = done->last;
    more = done->more;
  }
  if (total > 0) telemetry::log_warn("traceability.events_without_place", {{"events", total}});
  co_return total;
}

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
    co_await refill_all(database);
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

std::weak_ptr<Loop> Integrator::start(Background& background) {
  return background.spawn("traceability.log", std::bind_front(&Impl::work, impl_));
}

Task<std::int64_t> Integrator::refill() { return refill_all(impl_->database); }

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
