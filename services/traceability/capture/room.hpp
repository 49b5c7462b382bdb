// Bounded room for work that is kept in memory or takes turns. Who finds none waits a while: a sender is slowed down.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "common/async/waiter.hpp"

namespace shanhai::traceability {

class Room {
 public:
  // `places` at a time, of `bytes` together.
  Room(std::size_t places, std::size_t bytes) : places_(places), bytes_(bytes) {}

  // Given back with the last copy, which this must outlive. nullptr: there was none in time, or there never is so much.
  Task<std::shared_ptr<void>> take(std::size_t bytes);
  std::size_t waiting() const;

 private:
  std::shared_ptr<void> try_take(std::size_t bytes, const std::shared_ptr<Waiter>& waiter);
  void give_back(std::size_t bytes);

  const std::size_t places_, bytes_;
  mutable std::mutex mutex_;
  std::size_t taken_places_ = 0, taken_bytes_ = 0;
  std::vector<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace shanhai::traceability
