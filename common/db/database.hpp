// A service's schema: workers that own connections, and transactions run on them.
//
//   SH_CO_TRY(Order order, co_await database.transaction(PlaceOrder{...}));   // or a lambda that is no coroutine
//
// The function is plain synchronous code `Result<T>(Tx&)`. An error Result or an exception rolls back. Deadlocks, lock
// waits, certification failures and connections lost before COMMIT run it again (up to 8 times and 10 s, with jitter),
// so it must have no effect outside its Tx. If the connection is lost at COMMIT the outcome is unknown: Unavailable is
// thrown, and the caller's retry with the same idempotency key finds out. While the database is away every call throws
// Unavailable at once after the first failed attempt; workers reconnect by themselves. A full queue (256 a worker) is
// Unavailable.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/async/workers.hpp"
#include "common/base/random.hpp"
#include "common/db/transaction.hpp"

namespace shanhai::db {

class Database {
 public:
  Database(std::string service, Endpoint endpoint, std::size_t workers, const Clock& clock, Random& random);
  ~Database();

  // F: Result<T>(Tx&), copyable.
  template <class F>
  Task<std::invoke_result_t<F&, Tx&>> transaction(F f) {
    return workers_->run(Attempt<F>{this, std::move(f), false});
  }
  // Statements see one consistent snapshot; nothing may be written (START TRANSACTION READ ONLY WITH CONSISTENT
  // SNAPSHOT).
  template <class F>
  Task<std::invoke_result_t<F&, Tx&>> snapshot(F f) {
    return workers_->run(Attempt<F>{this, std::move(f), true});
  }
  // The same for code that is synchronous anyway (commands, tests), on the calling thread with a connection of its
  // own.
  template <class F>
  std::invoke_result_t<F&, Tx&> transaction_blocking(F f);

  Task<bool> answers();  // for readiness: SELECT 1 within a second
  const std::string& service() const { return service_; }
  const Endpoint& endpoint() const { return endpoint_; }  // for a component that owns its connection (the order writer)
  const Clock& clock() const { return clock_; }

 private:
  struct Slot;     // a worker's connection
  struct Circuit;  // whether it is worth while to connect

  // Body returns true to commit. Throws Unavailable; retries what is retryable.
  void run_blocking(std::size_t worker, bool read_only, const std::function<bool(Tx&)>& body);
  void run_blocking_alone(const std::function<bool(Tx&)>& body);
  void run_on(Slot& slot, bool read_only, const std::function<bool(Tx&)>& body);
  void run_once(Slot& slot, bool read_only, const std::function<bool(Tx&)>& body);
  void connect(Slot& slot);
  void pause_before_retry(int attempt);
  std::unique_ptr<Slot> take_spare();
  void give_back(std::unique_ptr<Slot> slot);

  template <class F>
  struct Attempt {
    Database* self;
    F f;
    bool read_only;
    std::invoke_result_t<F&, Tx&> operator()(std::size_t worker) {
      std::optional<std::invoke_result_t<F&, Tx&>> out;
      self->run_blocking(worker, read_only, [&](Tx& tx) {
        out.emplace(f(tx));
        return out->has_value();
      });
      return std::move(*out);
    }
  };

  std::string service_;
  Endpoint endpoint_;
  const Clock& clock_;
  Random& random_;
  std::unique_ptr<Circuit> circuit_;
  std::vector<std::unique_ptr<Slot>> slots_;  // by worker
  std::mutex spare_mutex_;
  std::vector<std::unique_ptr<Slot>> spare_;  // for transaction_blocking
  std::unique_ptr<Workers> workers_;
};

template <class F>
std::invoke_result_t<F&, Tx&> Database::transaction_blocking(F f) {
  std::optional<std::invoke_result_t<F&, Tx&>> out;
  run_blocking_alone([&](Tx& tx) {
    out.emplace(f(tx));
    return out->has_value();
  });
  return std::move(*out);
}

}  // namespace shanhai::db
