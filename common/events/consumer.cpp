#include <atomic>
#include <mutex>

#include "common/events/stream.hpp"
#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"
#include "sql/common_queries.hpp"

namespace shanhai::events {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::int64_t kBatch = 256;
constexpr milliseconds kRemoteWait = 2s;  // also the longest that stopping takes
constexpr milliseconds kLookAgain = 1s;   // a wake-up may be lost
constexpr milliseconds kStandBy = 5s;
constexpr milliseconds kFirstBackOff = 100ms, kLastBackOff = 5s;

using Events = std::shared_ptr<const std::vector<Event>>;

// Woken by the source from any thread, at any time; it may outlive the consumer.
struct Bell {
  std::mutex mutex;
  std::weak_ptr<Loop> loop;

  void ring() {
    const std::lock_guard lock(mutex);
    if (const auto sleeper = loop.lock()) sleeper->wake();
  }
};

// Which event the handler did not take, and why.
struct Refusal {
  std::size_t index = 0;  // where they were handed over one by one; else 0
  std::string reason;
};

enum class Division { together, one_by_one };

struct ReadCheckpoint {
  std::string consumer;

  Result<std::int64_t> operator()(db::Tx& tx) const {
    const auto rows = tx.query(sql::common::checkpoint_find, {{"consumer", consumer}});
    if (!rows.empty()) return rows.front().get<std::int64_t>("sequence");
    // If another process is first, the next look finds its row.
    tx.try_insert(sql::common::checkpoint_insert, {{"consumer", consumer}, {"now", tx.now()}});
    return 0;
  }
};

// Error superseded: another process has advanced the checkpoint.
struct ApplyBatch {
  const Consumer::Apply& apply;
  std::string consumer;
  std::int64_t position;
  Events events;
  std::size_t count;
  Division division;
  std::shared_ptr<std::optional<Refusal>> refusal;

  Result<bool> operator()(db::Tx& tx) const {
    refusal->reset();
    // First, so that of two instances the second waits here and never begins the effect.
    const auto matched = tx.execute(
        sql::common::checkpoint_advance,
        {{"new", (*events)[count - 1].sequence}, {"now", tx.now()}, {"consumer", consumer}, {"old", position}});
    if (matched != 1) return Error::conflict("superseded");
    const std::size_t step = division == Division::together ? count : 1;
    for (std::size_t i = 0; i < count; i += step) {
      auto reason = refused(std::span(*events).subspan(i, step), tx);
      if (!reason) continue;
      *refusal = Refusal{i, std::move(*reason)};
      return Error::conflict("event_refused");
    }
    return true;
  }

 private:
  std::optional<std::string> refused(std::span<const Event> some, db::Tx& tx) const {
    try {
      const auto done = apply(tx, some);
      if (done.has_error()) return done.error().code + " " + done.error().detail;
      return std::nullopt;
    } catch (const db::Retryable&) {
      throw;
    } catch (const db::ConnectionLost&) {
      throw;
    } catch (const Unavailable&) {
      throw;
    } catch (const std::exception& e) {
      return std::string(e.what());
    }
  }
};

}  // namespace

struct Consumer::Impl {
  Impl(std::string name_, db::Database& database_, EventSource& source_, Apply apply_, Background& background_)
      : name(std::move(name_)),
        database(database_),
        source(source_),
        apply(std::move(apply_)),
        background(background_),
        lag_gauge(
            telemetry::gauge("event_lag", "Events between the end of a stream and a consumer", {{"consumer", name}})),
        stalled(telemetry::gauge("event_consumer_stalled", "1 while the next event is refused", {{"consumer", name}})),
        applied(telemetry::counter("events_applied_total", "Events applied", {{"consumer", name}})) {}

  enum class Outcome { applied, nothing_new, refused, superseded };
  struct Step {
    Outcome outcome;
    std::int64_t taken = 0;
    std::string reason;  // of a refusal
  };

  Task<> follow(Loop& loop) {
    auto back_off = kFirstBackOff;
    while (!loop.stopping()) {
      const auto step = co_await advance(woken ? 0ms : kRemoteWait);
      if (step.outcome == Outcome::superseded) co_await stand_by(loop);
      if (step.outcome == Outcome::nothing_new && woken) co_await loop.pause(kLookAgain);
      if (step.outcome == Outcome::refused) {
        co_await loop.rest(back_off);
        back_off = std::min(back_off * 2, kLastBackOff);
      } else {
        back_off = kFirstBackOff;
      }
    }
  }

  // Another process applies this stream. Returns when it has stopped moving although there are events.
  Task<> stand_by(Loop& loop) {
    telemetry::log_info("events.standing_by", {{"consumer", name}});
    const ReadCheckpoint read{name};
    auto before = co_await database.transaction(read);
    while (!loop.stopping()) {
      co_await loop.rest(kStandBy);
      if (loop.stopping()) co_return;
      const auto now = co_await database.transaction(read);
      const auto batch = co_await source.after(*now, 1, 0ms);
      if (*now == *before && batch.has_value() && !batch->events.empty()) break;
      before = now;
    }
    telemetry::log_info("events.taking_over", {{"consumer", name}});
  }

  Task<Step> advance(milliseconds wait) {
    if (!position) co_await find_position();
    auto batch = co_await source.after(*position, kBatch, wait);
    if (batch.has_error())
      throw Unavailable("events of " + name + ": " + batch.error().code + " " + batch.error().detail);
    observe_lag(batch->last_sequence);
    if (batch->events.empty()) co_return Step{Outcome::nothing_new};
    require_gapless(batch->events);
    const Events events = std::make_shared<const std::vector<Event>>(std::move(batch->events));
    const auto step = co_await apply_what_is_taken(events);
    observe_lag(batch->last_sequence);
    co_return step;
  }

  // All of them at once; where that is refused, those before the one that is refused by itself.
  Task<Step> apply_what_is_taken(Events events) {
    auto step = co_await apply_some(events, events->size(), Division::together);
    if (step.outcome == Outcome::refused && events->size() > 1) {
      const auto reason = std::move(step.reason);
      step = co_await apply_some(events, events->size(), Division::one_by_one);
      if (step.outcome == Outcome::applied)  // a bug in the handler, but the stream goes on
        telemetry::log_warn("events.refused_together", {{"consumer", name}, {"reason", reason}});
    }
    if (step.outcome == Outcome::refused && step.taken > 0)
      step = co_await apply_some(events, static_cast<std::size_t>(step.taken), Division::one_by_one);
    co_return step;
  }

  // Applies the first `count`. Refused: nothing has happened; one by one, `taken` of them could be applied.
  Task<Step> apply_some(Events events, std::size_t count, Division division) {
    const auto refusal = std::make_shared<std::optional<Refusal>>();
    const ApplyBatch effect{apply, name, *position, events, count, division, refusal};
    const auto before = *position;
    position.reset();  // until the outcome is known
    const auto done = co_await database.transaction(effect);
    Step step{Outcome::superseded};
    if (done.has_value()) {
      take(*events, count);
      step = {Outcome::applied, static_cast<std::int64_t>(count)};
    } else if (*refusal) {
      position = before;
      step = {Outcome::refused, static_cast<std::int64_t>((*refusal)->index), (*refusal)->reason};
      if (count == 1 || division == Division::one_by_one) report((*events)[(*refusal)->index], step.reason);
    }
    co_return step;
  }

  // At the start, and after a commit of unknown outcome.
  Task<> find_position() {
    const ReadCheckpoint read{name};
    const auto found = co_await database.transaction(read);
    position = *found;
  }

  void take(const std::vector<Event>& events, std::size_t count) {
    position = events[count - 1].sequence;
    applied.add(static_cast<double>(count));
    stalled.set(0);
  }

  void require_gapless(const std::vector<Event>& events) const {
    auto expected = *position;
    for (const auto& event : events) {
      if (event.sequence != ++expected) throw std::logic_error("the stream of " + name + " has a gap");
    }
  }

  void report(const Event& event, const std::string& reason) {
    stalled.set(1);
    telemetry::log_error("events.refused", {{"consumer", name},
                                            {"event_id", event.id.str()},
                                            {"type", event.type},
                                            {"sequence", event.sequence},
                                            {"reason", reason}});
  }

  void observe_lag(std::int64_t last_sequence) {
    if (!position) return;
    lag = std::max<std::int64_t>(0, last_sequence - *position);
    lag_gauge.set(static_cast<double>(lag));
  }

  const std::string name;
  db::Database& database;
  EventSource& source;
  const Apply apply;
  Background& background;
  std::optional<std::int64_t> position;  // empty: to be read
  std::atomic<std::int64_t> lag{0};
  telemetry::Gauge& lag_gauge;
  telemetry::Gauge& stalled;
  telemetry::Counter& applied;
  bool woken = false;  // by the source: no need to wait there
};

Consumer::Consumer(std::string name, db::Database& database, EventSource& source, Apply apply, Background& background)
    : impl_(std::make_shared<Impl>(std::move(name), database, source, std::move(apply), background)) {}

void Consumer::start() {
  const auto bell = std::make_shared<Bell>();
  impl_->woken = impl_->source.on_more([bell] { bell->ring(); });
  const auto loop = impl_->background.spawn("consumer." + impl_->name, std::bind_front(&Impl::follow, impl_));
  const std::lock_guard lock(bell->mutex);
  bell->loop = loop;
}

Task<std::int64_t> Consumer::run_once(std::chrono::milliseconds wait) {
  const auto impl = impl_;
  const auto step = co_await impl->advance(wait);
  co_return step.outcome == Impl::Outcome::applied ? step.taken : 0;
}

std::int64_t Consumer::lag() const { return impl_->lag; }

Consumer::Apply one_by_one(std::function<Result<void>(db::Tx&, const Event&)> apply) {
  return [apply = std::move(apply)](db::Tx& tx, std::span<const Event> events) -> Result<void> {
    for (const auto& event : events) SH_CHECK(apply(tx, event));
    return {};
  };
}

}  // namespace shanhai::events
