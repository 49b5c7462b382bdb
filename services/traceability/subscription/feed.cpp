#include "services/traceability/subscription/feed.hpp"

#include "services/traceability/query/store.hpp"
#include "services/traceability/subscription/store.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::uint64_t kPlacesAtOnce = 20'000;  // of more arrivals at once nobody asks whose they are

}  // namespace

Feed::Listening::Listening(Feed& feed, OrganisationId organisation, std::shared_ptr<Waiter> waiter) : feed_(feed) {
  const std::lock_guard lock(feed_.mutex_);
  place_ = feed_.listeners_.emplace(organisation, std::move(waiter));
}

Feed::Listening::~Listening() {
  const std::lock_guard lock(feed_.mutex_);
  feed_.listeners_.erase(place_);
}

Result<Feed::Arrivals> Feed::read(db::Tx& tx, std::optional<std::uint64_t> seen) {
  Arrivals out;
  out.newest = query::newest_place(tx);
  out.everybody = !seen || out.newest < *seen || out.newest - *seen > kPlacesAtOnce;
  if (!out.everybody && out.newest > *seen) out.organisations = store::list_arrivals(tx, *seen, out.newest);
  return out;
}

Task<> Feed::look() {
  const auto seen = seen_;
  auto find = [seen](db::Tx& tx) { return read(tx, seen); };
  const auto arrivals = co_await database_.snapshot(find);
  if (arrivals.has_error()) throw std::runtime_error("arrivals cannot be read");
  if (arrivals->everybody || !arrivals->organisations.empty()) {
    auto tell = [&arrivals](db::Tx& tx) -> Result<void> {
      if (arrivals->everybody)
        store::wake_streams(tx);
      else
        store::wake_streams_of(tx, arrivals->organisations);
      return {};
    };
    const auto told = co_await database_.transaction(tell);
    if (told.has_error()) throw std::runtime_error("arrivals cannot be told");
    wake(*arrivals);
  }
  seen_ = arrivals->newest;
}

void Feed::wake(const Arrivals& arrivals) {
  const std::lock_guard lock(mutex_);
  if (arrivals.everybody) {
    for (const auto& [organisation, waiter] : listeners_) waiter->wake();
  }
  for (const auto organisation : arrivals.organisations) {
    const auto [first, last] = listeners_.equal_range(organisation);
    for (auto listener = first; listener != last; ++listener) listener->second->wake();
  }
}

}  // namespace shanhai::traceability
