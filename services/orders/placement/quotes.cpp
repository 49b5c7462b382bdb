#include "services/orders/placement/quotes.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMost = 10'000;

}  // namespace

Task<Quotes> QuoteBook::find(std::vector<QuotedSku> wanted) {
  Quotes out;
  std::vector<QuotedSku> missing;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& quoted : wanted) {
      const auto known = known_.find(quoted);
      known != known_.end() ? void(out.emplace(quoted, known->second)) : missing.push_back(quoted);
    }
  }
  if (missing.empty()) co_return out;
  auto read = [missing](db::Tx& tx) -> Result<std::vector<SkuVersion>> { return store::find_versions(tx, missing); };
  auto versions = co_await database_.snapshot(read);
  const std::lock_guard lock(mutex_);
  if (known_.size() + missing.size() > kMost) known_.clear();
  for (auto& version : versions.value()) {
    const QuotedSku quoted{version.sku, version.version};
    auto shared = std::make_shared<const SkuVersion>(std::move(version));
    known_[quoted] = shared;
    out[quoted] = std::move(shared);
  }
  co_return out;
}

}  // namespace shanhai::orders
