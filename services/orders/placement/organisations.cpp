#include "services/orders/placement/organisations.hpp"

namespace shanhai::orders {
namespace {

constexpr std::chrono::seconds kFresh(30);
constexpr std::size_t kMost = 1024;

}  // namespace

std::optional<BuyerKind> buyer_kind(identity::OrganisationKind kind) {
  switch (kind) {
    case identity::OrganisationKind::budget_unit:
      return BuyerKind::budget_unit;
    case identity::OrganisationKind::trade_union:
      return BuyerKind::trade_union;
    case identity::OrganisationKind::enterprise:
      return BuyerKind::enterprise;
    default:
      return std::nullopt;
  }
}

Task<Result<identity::Organisation>> Organisations::get(OrganisationId id) {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(id);
    if (found != entries_.end() && now - found->second.read_at < kFresh) co_return found->second.organisation;
  }
  auto organisation = co_await identity_.organisation(id);
  if (organisation.has_value()) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= kMost) entries_.clear();
    entries_[id] = {*organisation, now};
  }
  co_return organisation;
}

}  // namespace shanhai::orders
