#include "common/http/rate_limit.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kShards = 16;
constexpr std::size_t kKeysPerShardMax = 8192;
constexpr std::size_t kKeysPerCommandMax = 200;
constexpr auto kTellEvery = 100ms;

// Adds to each counter, forgets it after its window, gives the totals.
constexpr const char* kAddScript =
    "local out={} for i,k in ipairs(KEYS) do local n=redis.call('INCRBY',k,ARGV[i]) "
    "if n==tonumber(ARGV[i]) then redis.call('EXPIRE',k,120) end out[i]=n end return out";

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct Count {
  std::int64_t taken = 0;   // here, in this window
  std::int64_t told = 0;    // of those, how many Redis has been told
  std::int64_t shared = 0;  // of all processes, as Redis said last; includes what it was told
  bool waits = false;       // to be told
  std::int64_t used() const { return std::max(taken, shared + taken - told); }
};
using Counts = std::unordered_map<std::string, Count, Hash, std::equal_to<>>;

struct Shard {
  std::mutex mutex;
  std::int64_t window = 0;
  Counts counts;
  std::vector<Counts::value_type*> untold;  // an unordered_map's elements do not move
};

struct Increment {
  std::string key;
  std::int64_t amount;
};

std::chrono::minutes window_of(Instant now) { return std::chrono::floor<std::chrono::minutes>(now).time_since_epoch(); }

}  // namespace

struct RateLimiter::Impl : std::enable_shared_from_this<RateLimiter::Impl> {
  Impl(redis::Client* client, const Clock& time) : redis(client), clock(time) {}

  redis::Client* const redis;
  const Clock& clock;
  std::array<Shard, kShards> shards;
  std::atomic<std::int64_t> told_at{0};  // microseconds

  Shard& shard_of(std::string_view key) { return shards[Hash()(key) % kShards]; }
  bool count(std::string_view bucket, const std::string& key, std::int64_t allowance, std::int64_t window);
  void tell(Instant now);
  void send(std::vector<Increment> increments, std::int64_t window);
  void learn(const std::vector<Increment>& increments, std::int64_t window, const std::optional<redis::Reply>& reply);
};

bool RateLimiter::Impl::count(std::string_view bucket, const std::string& key, std::int64_t allowance,
                              std::int64_t window) {
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  if (shard.window != window) {
    shard.untold.clear();
    shard.counts.clear();
    shard.window = window;
  }
  auto found = shard.counts.find(key);
  if (found == shard.counts.end()) {
    // A flood of new keys must not take the memory: beyond the limit, newcomers share one count.
    const bool room = shard.counts.size() < kKeysPerShardMax;
    found = shard.counts.try_emplace(room ? key : std::string(bucket) + "\n*").first;
  }
  auto& count = found->second;
  if (count.used() >= allowance) return false;
  ++count.taken;
  if (redis && !count.waits) {
    count.waits = true;
    shard.untold.push_back(&*found);
  }
  return true;
}

void RateLimiter::Impl::tell(Instant now) {
  const auto micros = now.time_since_epoch().count();
  auto before = told_at.load(std::memory_order_relaxed);
  const bool due = micros - before >= std::chrono::microseconds(kTellEvery).count() || micros < before;
  if (!due || !told_at.compare_exchange_strong(before, micros)) return;  // not yet, or somebody else does
  const auto window = window_of(now).count();
  std::vector<Increment> increments;
  for (auto& shard : shards) {
    const std::lock_guard lock(shard.mutex);
    if (shard.window != window) continue;
    for (auto* entry : shard.untold) {
      auto& count = entry->second;
      increments.push_back({entry->first, count.taken - count.told});
      count.told = count.taken;
      count.waits = false;
    }
    shard.untold.clear();
  }
  for (std::size_t at = 0; at < increments.size(); at += kKeysPerCommandMax) {
    const auto end = std::min(at + kKeysPerCommandMax, increments.size());
    send({std::make_move_iterator(increments.begin() + static_cast<std::ptrdiff_t>(at)),
          std::make_move_iterator(increments.begin() + static_cast<std::ptrdiff_t>(end))},
         window);
  }
}

void RateLimiter::Impl::send(std::vector<Increment> increments, std::int64_t window) {
  std::vector<std::string> words{"EVAL", kAddScript, std::to_string(increments.size())};
  for (const auto& increment : increments) words.push_back("limit:" + std::to_string(window) + ':' + increment.key);
  for (const auto& increment : increments) words.push_back(std::to_string(increment.amount));
  redis->command(std::move(words), [weak = weak_from_this(), increments = std::move(increments),
                                    window](std::optional<redis::Reply> reply) {
    if (const auto self = weak.lock()) self->learn(increments, window, reply);
  });
}

void RateLimiter::Impl::learn(const std::vector<Increment>& increments, std::int64_t window,
                              const std::optional<redis::Reply>& reply) {
  const bool answered =
      reply && reply->type == redis::Reply::Type::array && reply->elements.size() == increments.size();
  for (std::size_t i = 0; i < increments.size(); ++i) {
    auto& shard = shard_of(increments[i].key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.window == window ? shard.counts.find(increments[i].key) : shard.counts.end();
    if (found == shard.counts.end()) continue;
    auto& count = found->second;
    if (answered) {
      count.shared = std::max(count.shared, reply->elements[i].integer);
      continue;
    }
    count.told -= increments[i].amount;  // told again, with what comes until then
    if (count.waits) continue;
    count.waits = true;
    shard.untold.push_back(&*found);
  }
}

RateLimiter::RateLimiter(redis::Client* redis, const Clock& clock) : impl_(std::make_shared<Impl>(redis, clock)) {}

RateLimiter::~RateLimiter() = default;

std::optional<std::chrono::seconds> RateLimiter::take(std::string_view bucket, std::string_view key, int per_minute) {
  const auto now = impl_->clock.now();
  const auto window = window_of(now);
  const bool shared = impl_->redis && impl_->redis->up();
  const std::int64_t allowance = shared ? per_minute : std::max(1, per_minute / 2);
  thread_local std::string name;  // no allocation for a key that is known already
  name.assign(bucket).append("\n").append(key);
  const bool allowed = impl_->count(bucket, name, allowance, window.count());
  if (shared) impl_->tell(now);
  if (allowed) return std::nullopt;
  const auto left = Instant(window + 1min) - now;
  return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds(1));
}

}  // namespace shanhai::http
