// The numbered stream of a service: its sequencer, and where consumers read it.
//
// Sequencer: one holder at a time, by a lease in the schema (10 s) with a fence that grows at each change of holder; it
// numbers committed rows in batches, gapless, never two rows of one aggregate out of version order.
#pragma once

#include <functional>
#include <span>

#include "common/async/background.hpp"
#include "common/db/database.hpp"
#include "common/events/event.hpp"
#include "common/http/client.hpp"
#include "common/http/route.hpp"
#include "common/redis/client.hpp"

namespace shanhai::events {

// Woken in the process itself when rows were committed or numbered, and across processes through Redis (a wake-up may
// be lost: everybody polls too). After its destruction no callback runs. Thread-safe.
class Wakeup {
 public:
  Wakeup(std::string service, redis::Client* redis);
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void notify();                               // rows were numbered
  void on_notify(std::function<void()> call);  // any thread; keep it short, and call nothing of this class
  void hint_committed();                       // rows were committed, and another process has the lease
  void on_committed(std::function<void()> call);
  const std::string& service() const { return service_; }

  // For a coroutine that waits for numbers: take the count, look, and wait only if it has not changed since.
  std::uint64_t count() const;
  Task<> wait_beyond(std::uint64_t count, std::chrono::steady_clock::time_point deadline);

 private:
  struct Impl;
  std::string service_;
  std::shared_ptr<Impl> impl_;
};

// Works from its construction on, on the background thread; the database and the wakeup must outlive
// Background::stop().
class Sequencer {
 public:
  Sequencer(db::Database& database, Wakeup& wakeup, Random& random, Background& background);
  void committed();  // hint: rows were written; from any thread
  // Numbers what is there; gives how many. When it returns, whatever was committed before the call is numbered,
  // unless another process has the lease. For tests and commands; from any io_context.
  Task<std::int64_t> run_once();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

class EventSource {
 public:
  virtual ~EventSource() = default;
  // Up to `limit` (max 1000) numbered events after `sequence`; waits up to `wait` (remote: at most 10 s) for the first.
  virtual Task<Result<EventBatch>> after(std::int64_t sequence, std::int64_t limit, std::chrono::milliseconds wait) = 0;
  // True: `call` will be made, on any thread, whenever there may be more, so there is no need to wait in after().
  virtual bool on_more(std::function<void()> /*call*/) { return false; }
};

// Reads the service's own schema; also what GET /internal/v1/events/<service> answers with.
class LocalEventSource final : public EventSource {
 public:
  LocalEventSource(db::Database& database, Wakeup& wakeup) : database_(database), wakeup_(wakeup) {}
  Task<Result<EventBatch>> after(std::int64_t sequence, std::int64_t limit, std::chrono::milliseconds wait) override;
  bool on_more(std::function<void()> call) override;

 private:
  db::Database& database_;
  Wakeup& wakeup_;
};

// GET <base>/internal/v1/events/<service>?after=N&limit=M&wait_ms=W
class RemoteEventSource final : public EventSource {
 public:
  RemoteEventSource(http::ServiceClient client, std::string service)
      : client_(std::move(client)), service_(std::move(service)) {}
  Task<Result<EventBatch>> after(std::int64_t sequence, std::int64_t limit, std::chrono::milliseconds wait) override;

 private:
  http::ServiceClient client_;
  std::string service_;
};

class EventRoutes {
 public:
  explicit EventRoutes(EventSource& source) : source_(source) {}
  void mount(http::RouteTable& table, const std::string& service);
  Task<Result<http::Response>> list(http::Request& request);

 private:
  EventSource& source_;
};

// Applies a stream to a schema, exactly once: the checkpoint advances in the transaction of the effect, guarded by its
// old value. The handler gets many events at once, in order. When it refuses them (an error Result, or an exception
// that is no unavailability), it gets them again one by one: what came before the event that it refuses is committed;
// the consumer stops there, logs and retries: order is never skipped. Where another process has advanced the
// checkpoint, this one stands by, and takes over when the other has not moved for 5 s although there are events.
class Consumer {
 public:
  // Must do the same however the stream is divided into calls.
  using Apply = std::function<Result<void>(db::Tx&, std::span<const Event>)>;
  // `name` is unique in the consuming schema: "orders.catalog".
  Consumer(std::string name, db::Database& database, EventSource& source, Apply apply, Background& background);
  void start();
  // Applies one batch; gives how many events it took; 0 also when the first of them was refused. For tests and for
  // catching up before serving; not after start().
  Task<std::int64_t> run_once(std::chrono::milliseconds wait = std::chrono::milliseconds(0));
  std::int64_t lag() const;  // events behind, as of the last batch; also the metric event_lag{consumer}

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// For streams so slow, or handlers of so few of their events, that nothing is gained by taking them together.
Consumer::Apply one_by_one(std::function<Result<void>(db::Tx&, const Event&)> apply);

}  // namespace shanhai::events
