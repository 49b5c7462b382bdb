#include "services/orders/placement/quotes.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostOfRound = 200;  // of a UNION's parts

}  // namespace

QuoteBook::QuoteBook(db::Database& database, std::size_t most)
    : database_(database), known_(most), rounds_(std::bind_front(&QuoteBook::read, this), kMostOfRound) {}

void QuoteBook::take_known(std::vector<QuotedSku>& wanted, Quotes& out) {
  const std::lock_guard lock(mutex_);
  std::erase_if(wanted, [&](const QuotedSku& quoted) {
    const auto* known = known_.find(quoted);
    if (known) out.emplace(quoted, *known);
    return known != nullptr;
  });
}

Task<Quotes> QuoteBook::find(std::vector<QuotedSku> wanted) {
  Quotes out;
  take_known(wanted, out);
  if (wanted.empty()) co_return out;
  auto read = co_await rounds_.find(std::move(wanted));
  out.merge(read);
  co_return out;
}

Task<Quotes> QuoteBook::read(std::vector<QuotedSku> wanted) {
  auto list = [wanted](db::Tx& tx) -> Result<std::vector<SkuVersion>> { return store::find_versions(tx, wanted); };
  auto versions = co_await database_.snapshot(list);
  Quotes out;
  const std::lock_guard lock(mutex_);
  for (auto& version : versions.value()) {
    const QuotedSku quoted{version.sku, version.version};
    auto shared = std::make_shared<const SkuVersion>(std::move(version));
    known_.put(quoted, shared);
    out.emplace(quoted, std::move(shared));
  }
  co_return out;
}

}  // namespace shanhai::orders
