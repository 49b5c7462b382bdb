#include "services/catalog/supplier/recording.hpp"

#include "services/catalog/announcing.hpp"
#include "services/catalog/files/store.hpp"

namespace shanhai::catalog {

void record_step(db::Tx& tx, Random& random, const store::SupplierRow& row, const Change& change) {
  store::insert_supplier_history(tx, row.id, row.version, row.status, change);
  announce(tx, random, kSupplierChanged, "supplier", row.id.str(), row.version, change,
           SupplierChanged{row.id, row.legal_name, row.status, row.registration_county});
}

std::vector<Licence> licence_facts(const std::vector<LicenceApplication>& licences) {
  std::vector<Licence> out;
  for (const auto& licence : licences) out.push_back({licence.kind, licence.number, licence.valid_to});
  return out;
}

std::vector<files::Upload> uploads_of(const std::vector<LicenceApplication>& licences) {
  std::vector<files::Upload> out;
  for (std::size_t i = 0; i < licences.size(); ++i)
    out.push_back({licences[i].file, "/licences/" + std::to_string(i) + "/file"});
  return out;
}

void insert_licences(db::Tx& tx, Random& random, OrganisationId supplier,
                     const std::vector<LicenceApplication>& licences, const std::vector<files::KeptFile>& files,
                     LicenceStanding standing, const Change& change) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    LicenceView licence;
    licence.licence_id = LicenceId(make_uuid_v7(tx.now(), random));
    licence.kind = licences[i].kind;
    licence.number = licences[i].number;
    licence.valid_to = licences[i].valid_to;
    licence.file = store::insert_file(tx, random, files[i], supplier, change.actor);
    licence.standing = standing;
    store::insert_licence(tx, supplier, licence);
  }
}

std::string supplier_key_context(OrganisationId id) { return "catalog.supplier.data_key." + id.str(); }
std::string supplier_contact_context(OrganisationId id) { return "catalog.supplier.contact_name." + id.str(); }

}  // namespace shanhai::catalog
