// Suppliers' terms kept in memory. What is announced holds from `terms_lead` on at the earliest and nothing is
// remembered longer than half of that, so that every process asks for the same from the same instant on.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "common/async/task.hpp"
#include "services/orders/context.hpp"
#include "services/orders/pricing/terms.hpp"

namespace shanhai::orders {

using SupplierTermsPtr = std::shared_ptr<const SupplierTerms>;
using TermsOf = std::map<OrganisationId, SupplierTermsPtr>;

class TermsBook {
 public:
  explicit TermsBook(Context& context) : context_(context) {}

  // One entry for each supplier that is asked for.
  Task<TermsOf> find(std::vector<OrganisationId> suppliers);

 private:
  struct Entry {
    SupplierTermsPtr terms;
    Instant read_at{};
  };
  Context& context_;
  std::mutex mutex_;
  std::map<OrganisationId, Entry> known_;  // at most 10,000
};

}  // namespace shanhai::orders
