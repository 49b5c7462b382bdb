#include <algorithm>

#include "common/events/numbering.hpp"
#include "common/events/stream.hpp"
#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"
#include "sql/common_queries.hpp"

namespace shanhai::events {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 1000;
constexpr auto kLease = 10s;
constexpr auto kPoll = 500ms;
// After a batch. What is committed meanwhile is numbered together, and applied together by who follows the stream: a
// stream of small commits does not cost three more of them each. An event that comes alone is numbered at once.
constexpr auto kGather = 100ms;

struct Step {
  std::int64_t numbered = 0;
  bool more = false;
  bool elsewhere = false;  // another process has the lease
  std::vector<Pending> held_back;
};

std::vector<Pending> read_pending(const db::Rows& rows) {
  std::vector<Pending> out;
  out.reserve(rows.size());
  for (const auto row : rows) {
    out.push_back({row.get<EventId>("id"),
                   row.get<std::string>("aggregate_type") + ' ' + row.get<std::string>("aggregate_id"),
                   row.get<std::int64_t>("version"), row.find<EventId>("previous_id"),
                   row.find<EventId>("previous_id").has_value() && !row.find<EventId>("previous_pending").has_value()});
  }
  return out;
}

void add_missing(db::Tx& tx, std::vector<Pending>& batch) {
  for (auto missing = missing_before(batch); !missing.empty(); missing = missing_before(batch)) {
    const auto found =
        read_pending(tx.query(sql::common::outbox_list_pending_by_id, {{"ids", db::Value::list_of(missing)}}));
    // Nobody else numbers while we hold the row of the sequencer, and committed rows do not vanish.
    if (found.size() != missing.size()) throw std::logic_error("a pending event has vanished");
    batch.insert(batch.end(), found.begin(), found.end());
  }
}

void write_numbers(db::Script& script, const std::vector<EventId>& order, std::int64_t first) {
  std::vector<db::Params> rows;
  rows.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    rows.push_back({{"sequence", first + static_cast<std::int64_t>(i)}, {"id", order[i]}});
  }
  script.add_rows(sql::common::outbox_number, rows);
  // An Objection: one of them was numbered by somebody who does not hold the sequencer.
  script.add(sql::common::outbox_take_pending, {{"ids", db::Value::list_of(order)}}).expect(order.size());
}

// One batch, in one transaction. The row of the sequencer is locked from here to the commit, so batches become visible
// one after the other, and a reader never sees a gap.
struct NumberBatch {
  std::string holder;  // of the lease, unique to a Sequencer
  bool keeps;          // takes the lease for its time; else numbers only while nobody else has it

  Result<Step> operator()(db::Tx& tx) const {
    Step step;
    if (tx.query(sql::common::outbox_any_pending).empty()) return step;
    const auto locked = tx.query(sql::common::sequencer_lock);
    const auto state = locked.front();
    const bool ours = state.get<std::string>("holder") == holder;
    if (!ours && state.get<Instant>("leased_until") > tx.now()) {
      step.elsewhere = true;
      return step;
    }
    const auto order = choose(tx, step);
    if (order.empty()) return step;
    const auto first = state.get<std::int64_t>("next_sequence");
    const auto fence = state.get<std::int64_t>("fence");
    const bool leased = ours || keeps;
    db::Script script("events.number");
    script.add(sql::common::sequencer_advance, {{"next", first + static_cast<std::int64_t>(order.size())},
                                                {"fence", ours ? fence : fence + 1},
                                                {"holder", leased ? holder : ""},
                                                {"until", leased ? tx.now() + kLease : tx.now()},
                                                {"old_fence", fence},
                                                {"first", first}});
    script.expect(1);  // it is under our lock
    write_numbers(script, order, first);
    tx.execute(script);
    step.numbered = static_cast<std::int64_t>(order.size());
    return step;
  }

  // Goes past rows that are held back, so that they never keep others from their numbers.
  static std::vector<EventId> choose(db::Tx& tx, Step& step) {
    EventId after;
    for (;;) {
      auto batch = read_pending(tx.query(sql::common::outbox_list_pending, {{"after", after}, {"limit", kBatch}}));
      if (batch.empty()) return {};
      step.more = batch.size() == kBatch;
      for (const auto& row : batch) after = std::max(after, row.id);
      add_missing(tx, batch);
      auto numbering = order_of(std::move(batch));
      step.held_back.insert(step.held_back.end(), numbering.held_back.begin(), numbering.held_back.end());
      if (!numbering.order.empty() || !step.more) return std::move(numbering.order);
    }
  }
};

struct Release {
  std::string holder;
  Result<void> operator()(db::Tx& tx) const {
    tx.execute(sql::common::sequencer_release, {{"now", tx.now()}, {"holder", holder}});
    return {};
  }
};

}  // namespace

struct Sequencer::Impl {
  Impl(db::Database& owner, Wakeup& wakeup_, Random& random)
      : database(owner),
        wakeup(wakeup_),
        holder(random.token(12)),
        numbered(telemetry::counter("events_numbered_total", "Events given a number", {{"service", owner.service()}})),
        held_back(telemetry::gauge("events_held_back", "Events whose previous version has no event",
                                   {{"service", owner.service()}})) {}

  Task<> work(Loop& loop) {
    const NumberBatch batch{holder, true};
    while (!loop.stopping()) {
      auto step = co_await database.transaction(batch);
      observe(*step);
      if (step->elsewhere) wakeup.hint_committed();
      if (step->more) continue;
      if (step->numbered > 0) {
        co_await loop.rest(kGather);
      } else {
        co_await loop.pause(kPoll);
      }
    }
    // So that the next process need not wait for the lease to run out.
    const Release release{holder};
    const auto released = co_await database.transaction(release);
  }

  void observe(const Step& step) {
    if (step.numbered > 0) {
      numbered.add(static_cast<double>(step.numbered));
      wakeup.notify();
    }
    held_back.set(static_cast<double>(step.held_back.size()));
    // Looked at again with every batch, told when it changes. A bug in whoever wrote the aggregate's versions.
    if (!step.held_back.empty() && step.held_back.size() != reported) {
      const auto& row = step.held_back.front();
      telemetry::log_error("events.held_back", {{"service", database.service()},
                                                {"count", step.held_back.size()},
                                                {"first_event_id", row.id.str()},
                                                {"aggregate", row.aggregate},
                                                {"version", row.version}});
    }
    reported = step.held_back.size();
  }

  db::Database& database;
  Wakeup& wakeup;
  const std::string holder;
  telemetry::Counter& numbered;
  telemetry::Gauge& held_back;
  std::size_t reported = 0;
  std::weak_ptr<Loop> loop;
};

Sequencer::Sequencer(db::Database& database, Wakeup& wakeup, Random& random, Background& background)
    : impl_(std::make_shared<Impl>(database, wakeup, random)) {
  impl_->loop = background.spawn("sequencer." + database.service(), std::bind_front(&Impl::work, impl_));
  wakeup.on_committed([weak = impl_->loop] {
    if (const auto loop = weak.lock()) loop->wake();
  });
}

void Sequencer::committed() {
  if (const auto loop = impl_->loop.lock()) loop->wake();
}

Task<std::int64_t> Sequencer::run_once() {
  const auto impl = impl_;
  const NumberBatch batch{impl->holder, false};
  std::int64_t total = 0;
  for (;;) {
    auto step = co_await impl->database.transaction(batch);
    total += step->numbered;
    if (step->numbered > 0) impl->wakeup.notify();
    if (!step->more) co_return total;
  }
}

}  // namespace shanhai::events
