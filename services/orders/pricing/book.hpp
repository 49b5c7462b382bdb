// Suppliers' terms kept in memory. What is announced holds from `terms_lead` on at the earliest and nothing is
// remembered longer than half of that, so that every process asks for the same from the same instant on.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "common/async/rounds.hpp"
#include "common/base/recent.hpp"
#include "services/orders/context.hpp"
#include "services/orders/pricing/terms.hpp"

namespace shanhai::orders {

using SupplierTermsPtr = std::shared_ptr<const SupplierTerms>;
using TermsOf = std::map<OrganisationId, SupplierTermsPtr>;

class TermsBook {
 public:
  explicit TermsBook(Context& context);

  // One entry for each supplier that is asked for.
  Task<TermsOf> find(std::vector<OrganisationId> suppliers);

 private:
  struct Entry {
    SupplierTermsPtr terms;
    Instant read_at{};
  };

  Task<TermsOf> read(std::vector<OrganisationId> suppliers);

  Context& context_;
  std::mutex mutex_;
  Recent<OrganisationId, Entry> known_;
  Rounds<OrganisationId, SupplierTermsPtr> rounds_;
};

}  // namespace shanhai::orders
