// How far the streams have come, asked of the database once for all who want to know at the same time: whoever comes
// while a look is on its way is answered by the next one, which is sent after they came. So what they are told holds
// whatever was committed before they asked, by whichever process.
//
// One thread with a connection of its own, outside of transactions: a look is one statement, and so one snapshot, in
// one round trip; Database::snapshot() needs three.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "common/async/task.hpp"
#include "common/db/connection.hpp"
#include "services/traceability/graph/store.hpp"

namespace shanhai {
class Waiter;
}

namespace shanhai::traceability::graph {

class HeadWatch {
 public:
  HeadWatch(db::Endpoint endpoint, const Clock& clock) : endpoint_(std::move(endpoint)), clock_(clock) {}
  ~HeadWatch();  // whoever waits is told Unavailable
  HeadWatch(const HeadWatch&) = delete;
  HeadWatch& operator=(const HeadWatch&) = delete;

  struct Asker;
  using AskerPtr = std::shared_ptr<Asker>;
  AskerPtr ask();  // the look that answers is sent after this
  // Unavailable: the database is away, or has not answered by then.
  Task<Head> await(AskerPtr asker, std::chrono::steady_clock::time_point deadline);
  Task<Head> look(std::chrono::steady_clock::time_point deadline) { return await(ask(), deadline); }

 private:
  void run();
  std::optional<Head> find();
  Head find_once();

  const db::Endpoint endpoint_;
  const Clock& clock_;
  std::optional<db::Connection> connection_;  // of the thread
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<AskerPtr> waiting_;
  bool stopping_ = false;
  std::thread thread_;  // from the first look on
};

}  // namespace shanhai::traceability::graph
