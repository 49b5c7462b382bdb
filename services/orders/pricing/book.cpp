#include "services/orders/pricing/book.hpp"

#include "services/orders/pricing/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMost = 10'000;

}  // namespace

Task<TermsOf> TermsBook::find(std::vector<OrganisationId> suppliers) {
  const auto now = context_.clock.now();
  const auto fresh = context_.policy.terms_lead / 2;
  TermsOf out;
  std::vector<OrganisationId> missing;
  {
    const std::lock_guard lock(mutex_);
    for (const auto supplier : suppliers) {
      const auto known = known_.find(supplier);
      const bool usable = known != known_.end() && now - known->second.read_at < fresh;
      usable ? void(out.emplace(supplier, known->second.terms)) : missing.push_back(supplier);
    }
  }
  if (missing.empty()) co_return out;
  auto read = [missing](db::Tx& tx) -> Result<std::vector<SupplierTerms>> {
    std::vector<SupplierTerms> terms;
    for (const auto supplier : missing) terms.push_back(store::read_terms(tx, supplier, tx.now()));
    return terms;
  };
  auto terms = co_await context_.database.snapshot(read);
  auto& found = terms.value();
  const std::lock_guard lock(mutex_);
  if (known_.size() + missing.size() > kMost) known_.clear();
  for (std::size_t i = 0; i < missing.size(); ++i) {
    auto shared = std::make_shared<const SupplierTerms>(std::move(found[i]));
    known_[missing[i]] = {shared, now};
    out[missing[i]] = std::move(shared);
  }
  co_return out;
}

}  // namespace shanhai::orders
