#include "services/catalog/product/gating.hpp"

namespace shanhai::catalog {

Error listing_refused(std::vector<FieldError> fields) {
  auto error = Error::unprocessable("listing_refused");
  error.fields = std::move(fields);
  return error;
}

Result<store::SupplierRow> lock_approved(db::Tx& tx, OrganisationId id) {
  auto supplier = store::lock_supplier(tx, id, Scope::of_supplier(id));
  if (!supplier) return Error::conflict("supplier_not_approved", "the organisation has not applied as a supplier");
  if (supplier->status != SupplierStatus::approved) {
    return Error::conflict("supplier_not_approved", "the supplier is " + std::string(to_name(supplier->status)));
  }
  return std::move(*supplier);
}

Result<void> pass_gates(db::Tx& tx, OrganisationId supplier, const ProductContent& content) {
  const auto today = china_date(tx.now());
  auto wrong = check_gates(listing_of(content), store::list_licence_facts(tx, supplier),
                           store::list_listing_words(tx, today), today);
  if (!wrong.empty()) return listing_refused(std::move(wrong));
  return Result<void>();
}

// What was certified is a product of these places: goods of elsewhere must not come under its name.
std::vector<FieldError> moved_origins(const ProductContent& from, const ProductContent& to) {
  constexpr auto kCode = "fixed_by_certification";
  std::vector<FieldError> out;
  if (from.production_county != to.production_county)
    out.push_back({"/production_county", kCode, "a certified product stays where it is produced"});
  if (from.raw_material_county != to.raw_material_county)
    out.push_back({"/raw_material_county", kCode, "a certified product keeps the origin of its raw material"});
  return out;
}

// What was on sale before may come back as it was.
Result<void> check_review(ReviewPolicy policy, const store::ProductRow& row, const ProductContent* published,
                          const ListingWords& words) {
  if (row.review == ReviewStatus::approved || (published && same_content(*published, row.draft))) return {};
  if (!needs_review(listing_of(row.draft), words, published == nullptr, policy)) return {};
  return Error::conflict("review_required", "submit the draft; it is published once it is approved");
}

bool same_content(const ProductContent& a, const ProductContent& b) { return json::print(a) == json::print(b); }

}  // namespace shanhai::catalog
