// Does the database answer? Asked through a worker, with a time limit of its own: a worker may hang on a dead network
// for as long as the read timeout.
#include <atomic>

#include "common/async/waiter.hpp"
#include "common/db/database.hpp"

namespace shanhai::db {
namespace {

constexpr std::chrono::milliseconds kLimit{1000};
constexpr Query kProbe{"db.probe", "SELECT 1 AS one"};

struct Probe {
  std::shared_ptr<Waiter> waiter = std::make_shared<Waiter>();
  std::atomic<bool> answered{false};
};

}  // namespace

Task<bool> Database::answers() {
  auto probe = std::make_shared<Probe>();
  const bool posted = workers_->try_post([this, probe](std::size_t worker) {
    try {
      run_on(*slots_[worker], false, [](Tx& tx) { return tx.query(kProbe).size() == 1; });
      probe->answered = true;
    } catch (const std::exception&) {
      // Away, or the circuit is open: reported by whoever failed to connect.
    }
    probe->waiter->wake();
  });
  if (!posted) co_return false;
  co_await probe->waiter->wait_until(std::chrono::steady_clock::now() + kLimit);
  co_return probe->answered.load();
}

}  // namespace shanhai::db
