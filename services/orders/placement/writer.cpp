#include "services/orders/placement/writer.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <set>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/orders/placement/at_once.hpp"
#include "services/orders/placement/refusals.hpp"
#include "services/orders/placement/store.hpp"

namespace shanhai::orders {

struct Writer::Outcome {
  std::variant<std::monostate, Placed, Error, std::exception_ptr> value;
};

struct Writer::Pending {
  std::shared_ptr<Placement> placement;
  Outcome outcome;
  // Posts the caller's continuation to its own io_context. The placement goes back there, too: its many small pieces
  // were allocated there.
  std::function<void(std::shared_ptr<Placement>)> resume;

  void finish(Outcome result) {
    outcome = std::move(result);
    auto call = std::move(resume);
    call(std::move(placement));
  }
};

// What the batch comes to, in its order, and which placements are to be written.
struct Writer::Verdicts {
  std::vector<Outcome> outcomes;
  std::vector<const Placement*> accepted;
};

namespace {

constexpr int kAttempts = 6;
constexpr int kToDecide = 16;  // batches after an objection: who objects does so again soon

Result<Placed> replay(const store::StoredAnswer& stored, const db::IdempotencyKey& key) {
  if (stored.payload != key.payload) return Error::unprocessable("idempotency_key_reused");
  return Placed{stored.answer, true};
}

}  // namespace

Writer::Writer(db::Endpoint endpoint, const Clock& clock, Random& random, std::function<void()> committed,
               WriterOptions options)
    : endpoint_(std::move(endpoint)),
      clock_(clock),
      random_(random),
      committed_(std::move(committed)),
      options_(options),
      batch_seconds_(
          telemetry::histogram("orders_placement_batch_seconds", "One batch of the order writer, commit included")),
      placed_(telemetry::counter("orders_placed_total", "Checkouts committed")),
      batches_(telemetry::counter("orders_placement_batches_total", "Transactions of the order writer")),
      objections_(
          telemetry::counter("orders_placement_objections_total",
                             "Batches that could not be written at once: a guard objected, or a key was there")) {}

Writer::~Writer() { stop(); }

void Writer::start() {
  {
    const std::lock_guard lock(mutex_);
    accepting_ = true;
  }
  thread_ = std::thread([this] { run(); });
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    accepting_ = false;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Writer::enqueue(PendingPtr pending) {
  {
    const std::lock_guard lock(mutex_);
    if (!accepting_ || queue_.size() >= options_.queue) return false;
    queue_.push_back(std::move(pending));
  }
  wake_.notify_one();
  return true;
}

Task<Result<Placed>> Writer::place(Placement placement) {
  auto pending = std::make_shared<Pending>();
  pending->placement = std::make_shared<Placement>(std::move(placement));
  prepare(*pending->placement);
  auto initiate = [this, pending](auto handler) {
    auto executor = asio::get_associated_executor(handler);
    auto guard = asio::make_work_guard(executor);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    pending->resume = [shared, guard](std::shared_ptr<Placement> done) mutable {
      auto target = guard.get_executor();
      asio::post(target, [shared, done = std::move(done)]() mutable {
        done.reset();
        std::move (*shared)();
      });
      guard.reset();
    };
    if (!enqueue(pending)) {
      pending->finish({std::make_exception_ptr(Unavailable("the order writer's queue is full"))});
    }
  };
  co_await asio::async_initiate<const UseTask, void()>(std::move(initiate), use_task);
  auto& value = pending->outcome.value;
  if (auto* failure = std::get_if<std::exception_ptr>(&value)) std::rethrow_exception(*failure);
  if (auto* error = std::get_if<Error>(&value)) co_return std::move(*error);
  co_return std::move(std::get<Placed>(value));
}

void Writer::run() {
  const db::ThreadGuard guard;
  std::vector<PendingPtr> batch;
  while (take(batch)) process(batch);
  connection_.reset();
}

bool Writer::take(std::vector<PendingPtr>& batch) {
  batch.clear();
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return !accepting_ || !queue_.empty(); });
  for (std::size_t lines = 0; !queue_.empty() && batch.size() < options_.batch && lines < options_.batch_lines;) {
    lines += queue_.front()->placement->demand.size();
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return !batch.empty();
}

void Writer::process(std::span<const PendingPtr> batch) {
  std::exception_ptr failure;
  for (int attempt = 0; attempt < kAttempts;) {
    try {
      return write(batch);
    } catch (const db::ConnectionLost&) {
      // Whether or not the commit happened, the next attempt begins by reading the keys.
      connection_.reset();
      if (out_of_patience()) return fail(batch, std::make_exception_ptr(Unavailable("the database is away")));
      pause(1);
      continue;
    } catch (const db::DuplicateKey&) {
      failure = std::current_exception();  // somebody else committed one of the keys: read and decide again
    } catch (const db::Retryable&) {
      failure = std::make_exception_ptr(Unavailable("the database is busy"));
    } catch (const std::exception& e) {
      failure = std::current_exception();
      telemetry::log_error("orders.placement_failed", {{"placements", batch.size()}, {"what", e.what()}});
      // The one that fails by itself is tried once more: where the server fell ill at its COMMIT, the key tells.
      const bool once_more = batch.size() == 1 && attempt < kAttempts - 1;
      attempt = once_more ? kAttempts - 2 : kAttempts;
    }
    roll_back();
    pause(++attempt);
  }
  if (batch.size() == 1) return fail(batch, failure);
  const auto half = batch.size() / 2;
  process(batch.first(half));
  process(batch.subspan(half));
}

void Writer::write(std::span<const PendingPtr> batch) {
  const auto began = std::chrono::steady_clock::now();
  if (to_decide_ > 0 || !write_at_once(batch)) {
    write_decided(batch);
    if (to_decide_ > 0) --to_decide_;
  }
  away_since_.reset();
  SHANHAI_FAILPOINT("orders.placement.answered");
  batch_seconds_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
}

bool Writer::write_at_once(std::span<const PendingPtr> batch) {
  std::vector<const Placement*> placements;
  for (const auto& pending : batch) placements.push_back(pending->placement.get());
  const auto expectations = expectations_of(placements);
  if (!expectations) return false;
  auto& connection = connect();
  db::Tx tx(connection, clock_.now());
  SHANHAI_FAILPOINT("orders.placement.before_commit");
  try {
    store::place_at_once(tx, placements, *expectations);
  } catch (const db::Objection&) {
    return object();
  } catch (const db::DuplicateKey&) {
    return object();
  }
  SHANHAI_FAILPOINT("orders.placement.after_commit");
  tell_committed(batch.size());
  for (const auto& pending : batch) pending->finish({Placed{pending->placement->answer, false}});
  return true;
}

bool Writer::object() {
  roll_back();
  objections_.add();
  to_decide_ = kToDecide;
  return false;
}

void Writer::write_decided(std::span<const PendingPtr> batch) {
  auto& connection = connect();
  db::Tx tx(connection, clock_.now());
  auto verdicts = decide_all(tx, batch);
  SHANHAI_FAILPOINT("orders.placement.decided");
  bool answered = false;
  const auto answer_all = [&] {
    answered = true;
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->finish(std::move(verdicts.outcomes[i]));
  };
  if (verdicts.accepted.empty()) {
    connection.execute("ROLLBACK");
  } else {
    store::insert_placements(tx, verdicts.accepted);
    if (SHANHAI_PLANTED_BUG("orders.acknowledge_before_commit")) answer_all();
    SHANHAI_FAILPOINT("orders.placement.before_commit");
    connection.execute("COMMIT");
    SHANHAI_FAILPOINT("orders.placement.after_commit");
    tell_committed(verdicts.accepted.size());
  }
  if (!answered) answer_all();
}

void Writer::tell_committed(std::size_t placements) {
  committed_();
  batches_.add();
  placed_.add(static_cast<double>(placements));
}

Conditions Writer::read_conditions(db::Tx& tx, const std::vector<SkuStock>& conditioned,
                                   std::span<const PendingPtr> batch) {
  if (conditioned.empty()) return {};
  std::vector<const Placement*> placements;
  for (const auto& pending : batch) placements.push_back(pending->placement.get());
  return Conditions::read(tx, conditioned, placements);
}

Writer::Verdicts Writer::decide_all(db::Tx& tx, std::span<const PendingPtr> batch) {
  std::set<std::string> scopes;
  std::set<SkuId> skus;
  for (const auto& pending : batch) {
    scopes.insert(pending->placement->key.scope);
    for (const auto& line : pending->placement->demand) skus.insert(line.sku);
  }
  SHANHAI_FAILPOINT("orders.placement.before_lock");
  auto [answers, shelf, conditioned] = store::begin(tx, {scopes.begin(), scopes.end()}, {skus.begin(), skus.end()});
  auto conditions = read_conditions(tx, conditioned, batch);
  Verdicts out;
  for (const auto& pending : batch) {
    auto& placement = *pending->placement;
    const auto stored = answers.find(placement.key.scope);
    if (stored != answers.end()) {  // committed before, or accepted earlier in this batch
      auto replayed = replay(stored->second, placement.key);
      // A first answer that was lost with the connection is still the first answer to this caller.
      if (replayed.has_value() && replayed->answer == placement.answer) replayed->replayed = false;
      replayed.has_value() ? out.outcomes.push_back({std::move(*replayed)})
                           : out.outcomes.push_back({replayed.error()});
      continue;
    }
    if (auto refusal = conditions.refuse(placement)) {
      out.outcomes.push_back({std::move(*refusal)});
      continue;
    }
    const auto decision = decide(shelf, placement.demand);
    if (!decision.accepted()) {
      out.outcomes.push_back({to_error(decision)});
      continue;
    }
    certify(placement, shelf);
    if (conditions.take(placement)) placement.texts.lines = line_texts(placement);
    answers[placement.key.scope] = {placement.key.payload, placement.answer};
    out.accepted.push_back(&placement);
    out.outcomes.push_back({Placed{placement.answer, false}});
  }
  return out;
}

void Writer::prepare(Placement& placement) {
  {
    const std::lock_guard lock(certified_mutex_);
    for (auto& order : placement.orders) {
      for (auto& line : order.lines) {
        const auto known = certified_.find(line.sku);
        if (known != certified_.end()) line.certified = known->second;
      }
    }
  }
  placement.texts = make_texts(placement, random_);
}

void Writer::certify(Placement& placement, const Shelf& shelf) {
  bool changed = false;
  for (auto& order : placement.orders) {
    for (auto& line : order.lines) {
      const bool certified = shelf.offers.at(line.sku).certified;
      if (line.certified == certified) continue;
      line.certified = certified;
      changed = true;
      const std::lock_guard lock(certified_mutex_);
      certified_[line.sku] = certified;
    }
  }
  if (changed) placement.texts = make_texts(placement, random_);
}

db::Connection& Writer::connect() {
  if (!connection_ || !connection_->usable()) connection_.emplace(endpoint_);
  return *connection_;
}

void Writer::roll_back() {
  if (!connection_) return;
  try {
    connection_->execute("ROLLBACK");
  } catch (const db::DatabaseError&) {
    connection_.reset();  // the server rolls back what a lost connection leaves
  }
}

bool Writer::out_of_patience() {
  const auto now = std::chrono::steady_clock::now();
  if (!away_since_) away_since_ = now;
  return now - *away_since_ >= options_.patience;
}

void Writer::pause(int attempt) {
  const auto limit = std::min(5 * (1 << std::min(attempt, 6)), 200);
  std::this_thread::sleep_for(std::chrono::milliseconds(1 + random_.below(static_cast<std::uint64_t>(limit))));
}

void Writer::fail(std::span<const PendingPtr> batch, std::exception_ptr why) {
  for (const auto& pending : batch) pending->finish({why});
}

}  // namespace shanhai::orders
