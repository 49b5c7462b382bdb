#include "services/traceability/graph/head_watch.hpp"

#include "common/async/waiter.hpp"
#include "common/base/error.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::traceability::graph {

struct HeadWatch::Asker {
  std::shared_ptr<Waiter> waiter = std::make_shared<Waiter>();
  std::mutex mutex;  // an asker whose time is up reads while the thread writes
  std::optional<Head> head;
};

HeadWatch::~HeadWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

HeadWatch::AskerPtr HeadWatch::ask() {
  auto asker = std::make_shared<Asker>();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(asker);
    if (!thread_.joinable()) thread_ = std::thread(&HeadWatch::run, this);
  }
  wake_.notify_one();
  return asker;
}

Task<Head> HeadWatch::await(AskerPtr asker, std::chrono::steady_clock::time_point deadline) {
  co_await asker->waiter->wait_until(deadline);
  const std::lock_guard lock(asker->mutex);
  if (!asker->head) throw Unavailable("how far the streams have come cannot be read");
  co_return *asker->head;
}

void HeadWatch::run() {
  const db::ThreadGuard guard;
  for (;;) {
    std::vector<AskerPtr> askers;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      askers.swap(waiting_);
      if (stopping_) {
        for (const auto& asker : askers) asker->waiter->wake();
        break;
      }
    }
    const auto head = find();
    for (const auto& asker : askers) {
      {
        const std::lock_guard lock(asker->mutex);
        asker->head = head;
      }
      asker->waiter->wake();
    }
  }
  connection_.reset();  // on the thread that used it
}

// nullopt: the database is away.
std::optional<Head> HeadWatch::find() {
  // What has lain idle may have been closed meanwhile; a second attempt is made on a new connection.
  for (const bool last : {false, true}) {
    try {
      return find_once();
    } catch (const std::exception& failure) {
      connection_.reset();
      if (last) telemetry::log_warn("traceability.head_unknown", {{"reason", failure.what()}});
    }
  }
  return std::nullopt;
}

Head HeadWatch::find_once() {
  if (!connection_) connection_.emplace(endpoint_);
  db::Tx tx(*connection_, clock_.now());
  return find_head(tx);
}

}  // namespace shanhai::traceability::graph
