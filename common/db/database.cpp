#include "common/db/database.hpp"

#include <atomic>
#include <thread>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"

namespace shanhai::db {
namespace {

using std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kMaxAttempts = 8;
constexpr milliseconds kMaxRetryTime{10'000};
constexpr std::size_t kQueuedPerWorker = 256;
constexpr std::size_t kMaxSpare = 4;
constexpr milliseconds kFirstBackOff{50}, kLastBackOff{2'000};

}  // namespace

struct Database::Slot {
  std::optional<ThreadGuard> guard;
  std::optional<Connection> connection;

  void roll_back() {
    if (!connection || !connection->usable()) return;
    try {
      connection->execute("ROLLBACK");
    } catch (const DatabaseError&) {
      connection.reset();  // and its transaction with it
    }
  }
};

struct Database::Circuit {
  explicit Circuit(const std::string& service)
      : retries(telemetry::counter("db_retries_total", "Transactions run again", {{"service", service}})),
        failures(telemetry::counter("db_connect_failures_total", "Failed attempts to connect", {{"service", service}})),
        up(telemetry::gauge("db_up", "1 while the last attempt to connect succeeded", {{"service", service}})) {}

  // Fails fast for a moment after a failed attempt.
  void require_open() const {
    if (std::chrono::steady_clock::now() < SteadyTime(SteadyTime::duration(closed_until.load()))) {
      throw Unavailable("the database is away");
    }
  }
  void connected() {
    consecutive_failures = 0;
    closed_until = 0;
    up.set(1);
  }
  void failed(Random& random) {
    const auto step = std::min(consecutive_failures++, 8);
    const auto pause = std::min(kFirstBackOff * (1 << step), kLastBackOff);
    const auto jitter = milliseconds(random.below(static_cast<std::uint64_t>(pause.count()) / 4 + 1));
    closed_until = (std::chrono::steady_clock::now() + pause + jitter).time_since_epoch().count();
    failures.add();
    up.set(0);
  }

  std::atomic<SteadyTime::rep> closed_until{0};
  std::atomic<int> consecutive_failures{0};
  telemetry::Counter& retries;
  telemetry::Counter& failures;
  telemetry::Gauge& up;
};

Database::Database(std::string service, Endpoint endpoint, std::size_t workers, const Clock& clock, Random& random)
    : service_(std::move(service)),
      endpoint_(std::move(endpoint)),
      clock_(clock),
      random_(random),
      circuit_(std::make_unique<Circuit>(service_)) {
  for (std::size_t i = 0; i < workers; ++i) slots_.push_back(std::make_unique<Slot>());
  workers_ = std::make_unique<Workers>(
      workers, workers * kQueuedPerWorker, [this](std::size_t worker) { slots_[worker]->guard.emplace(); },
      [this](std::size_t worker) {  // on the thread that used it
        slots_[worker]->connection.reset();
        slots_[worker]->guard.reset();
      });
}

Database::~Database() { workers_->close(); }

void Database::connect(Slot& slot) {
  if (slot.connection && slot.connection->usable()) return;
  slot.connection.reset();
  circuit_->require_open();
  try {
    slot.connection.emplace(endpoint_);
    // A transaction begins with its first statement: one round trip less, and nothing ever runs outside of one.
    slot.connection->execute("SET autocommit = 0");
  } catch (const DatabaseError& e) {
    slot.connection.reset();
    circuit_->failed(random_);
    telemetry::log_warn("db.connect_failed", {{"service", service_}, {"code", e.code()}, {"reason", e.what()}});
    throw Unavailable(e.what());
  }
  circuit_->connected();
}

void Database::run_once(Slot& slot, bool read_only, const std::function<bool(Tx&)>& body) {
  auto& connection = *slot.connection;
  if (read_only) {
    // For this one transaction; READ COMMITTED would look anew at every statement.
    const std::string begin[] = {"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                                 "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"};
    connection.query_batch(begin);  // nobody wants to know how many rows they matched
  }
  Tx tx(connection, clock_.now());
  const bool commit = body(tx);
  if (tx.doomed()) throw Retryable(0, "the function went on after a statement had ended its transaction");
  if (!commit) return slot.roll_back();
  SHANHAI_FAILPOINT("db.before_commit");
  try {
    // Never Connection::commit() of the connector: it ignores errors.
    connection.execute("COMMIT");
  } catch (const Retryable&) {
    throw;  // certification failed: rolled back
  } catch (const DatabaseError& e) {
    slot.connection.reset();
    telemetry::log_warn("db.commit_outcome_unknown", {{"service", service_}, {"code", e.code()}});
    throw Unavailable("COMMIT was not answered: its outcome is unknown");
  }
  SHANHAI_FAILPOINT("db.after_commit");
}

void Database::run_on(Slot& slot, bool read_only, const std::function<bool(Tx&)>& body) {
  const auto give_up_at = std::chrono::steady_clock::now() + kMaxRetryTime;
  for (int attempt = 1;; ++attempt) {
    connect(slot);
    std::string reason;
    try {
      return run_once(slot, read_only, body);
    } catch (const Retryable& e) {
      slot.roll_back();
      reason = e.what();
    } catch (const ConnectionLost& e) {  // before COMMIT was sent: nothing has happened
      reason = e.what();
    } catch (...) {
      slot.roll_back();
      throw;
    }
    circuit_->retries.add();
    if (attempt == kMaxAttempts || std::chrono::steady_clock::now() >= give_up_at) {
      telemetry::log_warn("db.gave_up", {{"service", service_}, {"attempts", attempt}, {"reason", reason}});
      throw Unavailable("gave up after " + std::to_string(attempt) + " attempts: " + reason);
    }
    pause_before_retry(attempt);
  }
}

// Two transactions that ran into each other should not meet again: a random part of a span that doubles.
void Database::pause_before_retry(int attempt) {
  const std::uint64_t span_us = 1000ULL << std::min(attempt, 6);
  std::this_thread::sleep_for(std::chrono::microseconds(random_.below(span_us) + 100));
}

void Database::run_blocking(std::size_t worker, bool read_only, const std::function<bool(Tx&)>& body) {
  run_on(*slots_[worker], read_only, body);
}

void Database::run_blocking_alone(const std::function<bool(Tx&)>& body) {
  const ThreadGuard guard;
  auto slot = take_spare();
  struct Return {
    Database& database;
    std::unique_ptr<Slot>& slot;
    ~Return() { database.give_back(std::move(slot)); }
  } const returned{*this, slot};
  run_on(*slot, false, body);
}

std::unique_ptr<Database::Slot> Database::take_spare() {
  const std::lock_guard lock(spare_mutex_);
  if (spare_.empty()) return std::make_unique<Slot>();
  auto slot = std::move(spare_.back());
  spare_.pop_back();
  return slot;
}

void Database::give_back(std::unique_ptr<Slot> slot) {
  const std::lock_guard lock(spare_mutex_);
  if (spare_.size() < kMaxSpare) spare_.push_back(std::move(slot));
}

}  // namespace shanhai::db
