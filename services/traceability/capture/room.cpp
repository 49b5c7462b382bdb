#include "services/traceability/capture/room.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kWaitersMax = 64;
constexpr std::chrono::seconds kPatience{2};

}  // namespace

std::shared_ptr<void> Room::try_take(std::size_t bytes, const std::shared_ptr<Waiter>& waiter) {
  const std::lock_guard lock(mutex_);
  if (taken_places_ == places_ || taken_bytes_ + bytes > bytes_) {
    if (waiters_.size() < kWaitersMax) waiters_.push_back(waiter);
    return nullptr;
  }
  ++taken_places_;
  taken_bytes_ += bytes;
  return std::shared_ptr<void>(this, [this, bytes](void*) { give_back(bytes); });
}

void Room::give_back(std::size_t bytes) {
  std::vector<std::shared_ptr<Waiter>> waiters;
  {
    const std::lock_guard lock(mutex_);
    --taken_places_;
    taken_bytes_ -= bytes;
    waiters.swap(waiters_);
  }
  for (const auto& waiter : waiters) waiter->wake();  // those whose time was up are among them, so all
}

Task<std::shared_ptr<void>> Room::take(std::size_t bytes) {
  if (bytes > bytes_) co_return nullptr;
  const auto give_up_at = std::chrono::steady_clock::now() + kPatience;
  const auto waiter = std::make_shared<Waiter>();
  for (bool in_time = true; in_time;) {
    if (auto room = try_take(bytes, waiter)) co_return room;
    in_time = co_await waiter->wait_until(give_up_at);
  }
  co_return nullptr;
}

std::size_t Room::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiters_.size();
}

}  // namespace shanhai::traceability
