// The numbered stream of a service: its sequencer, and where consumers read it.
//
// Sequencer: one holder at a time, by a lease in the schema (10 s) with a fence that grows at each change of holder; it numbers
// committed rows in batches, gapless, never two rows of one aggregate out of version order.
#pragma once

#include <functional>

#include "common/async/background.hpp"
#include "common/db/database.hpp"
#include "common/events/event.hpp"
#include "common/http/client.hpp"
#include "common/http/route.hpp"
#include "common/redis/client.hpp"

namespace shanhai::events {

// Woken in the process itself when rows were committed or numbered, and across processes through Redis (a wake-up may be lost:
// everybody polls too).
class Wakeup {
 public:
  Wakeup(std::string service, redis::Client* redis);
  void notify();                                // rows were numbered
  void on_notify(std::function<void()> call);   // any thread; keep it short
  const std::string& service() const { return service_; }

 private:
  struct Impl;
  std::string service_;
  std::shared_ptr<Impl> impl_;
};

class Sequencer {
 public:
  Sequencer(db::Database& database, Wakeup& wakeup, Random& random, Background& background);
  void committed();  // hint: rows were written; from any thread
  // Numbers what is there, once; gives how many. For tests and commands.
  Task<std::int64_t> run_once();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

class EventSource {
 public:
  virtual ~EventSource() = default;
  // Up to `limit` (max 1000) numbered events after `sequence`; waits up to `wait` for the first.
  virtual Task<Result<EventBatch>> after(std::int64_t sequence, std::int64_t limit, std::chrono::milliseconds wait) = 0;
};

// Reads the service's own schema; also what GET /internal/v1/events/<service> answers with.
class LocalEventSource final : public EventSource {
 public:
  LocalEventSource(db::Database& database, Wakeup& wakeup) : database_(database), wakeup_(wakeup) {}
  Task<Result<EventBatch>> after(std::int64_t sequence, std::int64_t limit, std::chrono::milliseconds wait) override;

 private:
  db::Database& database_;
  Wakeup& wakeup_;
};

// GET <base>/internal/v1/events/<service>?after=N&limit=M&wait_ms=W
class RemoteEventSource final : public EventSource {
 public:
  RemoteEventSource(http::ServiceClient client, std::string service) : client_(std::move(client)), service_(std::move(service)) {}
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

// Applies a stream to a schema, exactly once: the checkpoint advances in the transaction of the effect, guarded by its old value.
// When the handler refuses an event (an error Result), the consumer stops there, logs and retries: order is never skipped.
class Consumer {
 public:
  using Apply = std::function<Result<void>(db::Tx&, const Event&)>;
  // `name` is unique in the consuming schema: "orders.catalog".
  Consumer(std::string name, db::Database& database, EventSource& source, Apply apply, Background& background);
  void start();
  // Called on the background thread after a batch was committed, with its events; for in-memory views. Set before start().
  void on_applied(std::function<void(const std::vector<Event>&)> call);
  // Applies one batch; gives how many events it took. For tests and for catching up before serving.
  Task<std::int64_t> run_once(std::chrono::milliseconds wait = std::chrono::milliseconds(0));
  std::int64_t lag() const;  // events behind, as of the last batch; also the metric event_lag{consumer}

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace shanhai::events
