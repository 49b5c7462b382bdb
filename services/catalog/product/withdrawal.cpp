#include "services/catalog/product/withdrawal.hpp"

#include "services/catalog/announcing.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {

void withdraw(db::Tx& tx, Random& random, const store::ProductRow& row, std::string_view reason, const Change& change) {
  store::update_product_withdrawn(tx, row, reason);
  announce(tx, random, kProductWithdrawn, "product", row.id.str(), row.event_version + 1, change,
           ProductWithdrawn{row.id, std::string(reason)});
}

std::int64_t withdraw_all(db::Tx& tx, Random& random, OrganisationId supplier, std::string_view reason,
                          const Change& change) {
  const auto rows = store::lock_published_products(tx, supplier);
  for (const auto& row : rows) withdraw(tx, random, row, reason, change);
  return static_cast<std::int64_t>(rows.size());
}

std::int64_t withdraw_unlicensed(db::Tx& tx, Random& random, OrganisationId supplier) {
  if (!store::lock_supplier(tx, supplier, Scope::all())) return 0;
  const auto today = china_date(tx.now());
  const auto licences = store::list_licence_facts(tx, supplier);
  const auto words = store::list_listing_words(tx, today);
  const Change change{std::string(kSystemActor), "a licence has ended", {}};
  std::int64_t withdrawn = 0;
  for (const auto& row : store::lock_published_products(tx, supplier)) {
    const auto published = store::find_product_version(tx, row.id, row.published_version);
    if (!published) throw std::logic_error("a published product has no version");
    if (check_licence_gates(listing_of(published->content), licences, words, today).empty()) continue;
    withdraw(tx, random, row, kLicenceExpired, change);
    ++withdrawn;
  }
  store::mark_licences_lapsed(tx, supplier, today);
  return withdrawn;
}

}  // namespace shanhai::catalog
