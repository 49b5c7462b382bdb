#include <mutex>

#include "common/async/waiter.hpp"
#include "common/events/stream.hpp"

namespace shanhai::events {
namespace {

constexpr std::string_view kNumbered = "numbered", kCommitted = "committed";

}  // namespace

struct Wakeup::Impl {
  // Held while callbacks run, so that after close() none does.
  std::mutex calls_mutex;
  std::vector<std::function<void()>> on_numbered, on_committed;
  bool closed = false;

  std::mutex waiters_mutex;
  std::uint64_t count = 0;
  std::vector<std::shared_ptr<Waiter>> waiters;

  redis::Client* redis = nullptr;
  std::string channel, origin;

  void numbered() {
    {
      const std::lock_guard lock(waiters_mutex);
      ++count;
      for (const auto& waiter : waiters) waiter->wake();
      waiters.clear();
    }
    run(on_numbered);
  }

  void run(const std::vector<std::function<void()>>& calls) {
    const std::lock_guard lock(calls_mutex);
    if (closed) return;
    for (const auto& call : calls) call();
  }

  void close() {
    const std::lock_guard lock(calls_mutex);
    closed = true;
  }

  void publish(std::string_view what) {
    if (redis) redis->publish(channel, origin + " " + std::string(what));
  }

  // "<origin> <what>"; our own messages come back to us.
  void received(std::string_view message) {
    if (message.starts_with(origin)) return;
    if (message.ends_with(kNumbered)) numbered();
    if (message.ends_with(kCommitted)) run(on_committed);
  }
};

Wakeup::Wakeup(std::string service, redis::Client* redis)
    : service_(std::move(service)), impl_(std::make_shared<Impl>()) {
  impl_->redis = redis;
  impl_->channel = "shanhai.events." + service_;
  impl_->origin = SecureRandom().token(9);
  if (!redis) return;
  redis->subscribe(impl_->channel, [weak = std::weak_ptr(impl_)](const std::string& message) {
    if (const auto impl = weak.lock()) impl->received(message);
  });
}

Wakeup::~Wakeup() { impl_->close(); }

void Wakeup::notify() {
  impl_->numbered();
  impl_->publish(kNumbered);
}

void Wakeup::on_notify(std::function<void()> call) {
  const std::lock_guard lock(impl_->calls_mutex);
  impl_->on_numbered.push_back(std::move(call));
}

void Wakeup::hint_committed() { impl_->publish(kCommitted); }

void Wakeup::on_committed(std::function<void()> call) {
  const std::lock_guard lock(impl_->calls_mutex);
  impl_->on_committed.push_back(std::move(call));
}

std::uint64_t Wakeup::count() const {
  const std::lock_guard lock(impl_->waiters_mutex);
  return impl_->count;
}

Task<> Wakeup::wait_beyond(std::uint64_t count, std::chrono::steady_clock::time_point deadline) {
  const auto impl = impl_;
  const auto waiter = std::make_shared<Waiter>();
  {
    const std::lock_guard lock(impl->waiters_mutex);
    if (impl->count != count) co_return;
    impl->waiters.push_back(waiter);
  }
  co_await waiter->wait_until(deadline);
  const std::lock_guard lock(impl->waiters_mutex);
  std::erase(impl->waiters, waiter);
}

}  // namespace shanhai::events
