#include "services/orders/pricing/book.hpp"

#include "services/orders/pricing/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMost = 16'384;
constexpr std::size_t kMostOfRound = 500;

}  // namespace

TermsBook::TermsBook(Context& context)
    : context_(context), known_(kMost), rounds_(std::bind_front(&TermsBook::read, this), kMostOfRound) {}

Task<TermsOf> TermsBook::find(std::vector<OrganisationId> suppliers) {
  const auto oldest = context_.clock.now() - context_.policy.terms_lead / 2;
  TermsOf out;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(suppliers, [&](OrganisationId supplier) {
      const auto* known = known_.find(supplier);
      const bool usable = known && known->read_at > oldest;
      if (usable) out.emplace(supplier, known->terms);
      return usable;
    });
  }
  if (suppliers.empty()) co_return out;
  auto read = co_await rounds_.find(std::move(suppliers));
  out.merge(read);
  co_return out;
}

Task<TermsOf> TermsBook::read(std::vector<OrganisationId> suppliers) {
  const auto now = context_.clock.now();
  const auto at = now - context_.policy.terms_lead;  // a clock may be set back a little
  auto work = [suppliers, at](db::Tx& tx) -> Result<std::map<OrganisationId, SupplierTerms>> {
    return store::read_terms(tx, suppliers, at);
  };
  auto terms = co_await context_.database.snapshot(work);
  TermsOf out;
  const std::lock_guard lock(mutex_);
  for (auto& [supplier, found] : terms.value()) {
    auto shared = std::make_shared<const SupplierTerms>(std::move(found));
    known_.put(supplier, {shared, now});
    out.emplace(supplier, std::move(shared));
  }
  co_return out;
}

}  // namespace shanhai::orders
