// The order writer: all placements of a process, batched.
//
// One thread with a connection of its own takes what has queued up while the last commit ran, and decides and writes it
// in one transaction. Where nothing was refused lately, it writes everything as if nothing would be, in one round trip,
// and decides only if a guard objects. Replies go out after the commit only. A key that somebody else committed rolls
// back, is read again and replayed; any other failure is bisected, so that one bad placement never fails its
// neighbours. When the outcome of a commit is unknown, the keys are looked up after reconnecting: either all of them
// are there, or none. Several processes may write to one schema: the unique key and the guards decide, not being alone.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "common/async/task.hpp"
#include "common/db/connection.hpp"
#include "common/telemetry/metrics.hpp"
#include "services/orders/placement/conditions.hpp"
#include "services/orders/placement/placement.hpp"

namespace shanhai::orders {

struct WriterOptions {
  std::size_t queue = 4096;                  // waiting placements; more are Unavailable
  std::size_t batch = 512;                   // placements in one transaction
  std::size_t batch_lines = 4096;            // a batch ends with the placement that reaches this
  std::chrono::milliseconds patience{6000};  // how long a batch waits for a database that went away
};

class Writer {
 public:
  // `committed` is called on the writer's thread after each commit. References outlive the writer.
  Writer(db::Endpoint endpoint, const Clock& clock, Random& random, std::function<void()> committed,
         WriterOptions options = {});
  ~Writer();  // stop()s
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void start();
  // Finishes what is queued. Placements after it are Unavailable.
  void stop();

  // conflict insufficient_stock, price_changed; unprocessable sku_not_for_sale, idempotency_key_reused. Throws
  // Unavailable: the queue is full, or the database is away (the placement may have happened: the same key tells).
  Task<Result<Placed>> place(Placement placement);

 private:
  struct Pending;
  using PendingPtr = std::shared_ptr<Pending>;
  struct Outcome;
  struct Verdicts;

  bool enqueue(PendingPtr pending);
  void run();
  bool take(std::vector<PendingPtr>& batch);
  void process(std::span<const PendingPtr> batch);
  // One attempt; throws what the database throws. Nobody is answered unless it returns.
  void write(std::span<const PendingPtr> batch);
  // True: done, in one round trip. False: something stood in the way, and nothing has happened.
  bool write_at_once(std::span<const PendingPtr> batch);
  void write_decided(std::span<const PendingPtr> batch);
  bool object();  // false
  void tell_committed(std::size_t placements);
  static Conditions read_conditions(db::Tx& tx, const std::vector<SkuStock>& conditioned,
                                    std::span<const PendingPtr> batch);
  Verdicts decide_all(db::Tx& tx, std::span<const PendingPtr> batch);
  db::Connection& connect();
  void roll_back();
  // Rows in SQL text, ahead of the queue. Whether SKUs are certified, the writer's transaction tells; until then it is
  // what it was the last time.
  void prepare(Placement& placement);
  // Follows the shelf, and makes the texts again where they say otherwise.
  void certify(Placement& placement, const Shelf& shelf);
  bool out_of_patience();
  void pause(int attempt);
  static void fail(std::span<const PendingPtr> batch, std::exception_ptr why);

  const db::Endpoint endpoint_;
  const Clock& clock_;
  Random& random_;
  const std::function<void()> committed_;
  const WriterOptions options_;
  telemetry::Histogram& batch_seconds_;
  telemetry::Counter& placed_;
  telemetry::Counter& batches_;
  telemetry::Counter& objections_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<PendingPtr> queue_;
  bool accepting_ = false;
  std::thread thread_;
  std::mutex certified_mutex_;
  std::unordered_map<SkuId, bool> certified_;  // where placements expected something else
  // The writer's thread only:
  std::optional<db::Connection> connection_;
  std::optional<std::chrono::steady_clock::time_point> away_since_;
  int to_decide_ = 0;  // so many batches are decided one by one, since a guard objected
};

}  // namespace shanhai::orders
