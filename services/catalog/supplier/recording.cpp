#include "services/catalog/supplier/recording.hpp"

#include "services/catalog/announcing.hpp"

namespace shanhai::catalog {

void record_step(db::Tx& tx, Random& random, const store::SupplierRow& row, const Change& change) {
  store::insert_supplier_history(tx, row.id, row.version, row.status, change);
  announce(tx, random, kSupplierChanged, "supplier", row.id.str(), row.version, change,
           SupplierChanged{row.id, row.legal_name, row.status, row.registration_county});
}

std::string supplier_key_context(OrganisationId id) { return "catalog.supplier.data_key." + id.str(); }
std::string supplier_contact_context(OrganisationId id) { return "catalog.supplier.contact_name." + id.str(); }

}  // namespace shanhai::catalog
