#include "services/catalog/supplier/view.hpp"

#include "common/base/divisions.hpp"
#include "services/catalog/supplier/recording.hpp"

namespace shanhai::catalog {

SupplierView view_of(db::Tx& tx, const auth::Vault& vault, const store::SupplierRow& row) {
  SupplierView view;
  view.supplier_id = row.id;
  view.legal_name = row.legal_name;
  view.kind = row.kind;
  view.uscc = row.uscc;
  view.registration_county = row.registration_county;
  view.registration_county_name = full_division_name(row.registration_county);
  view.status = row.status;
  view.version = row.version;
  view.sample = row.sample;
  if (row.contact_name) {
    view.contact_name = vault.open_with(row.data_key, supplier_key_context(row.id), *row.contact_name,
                                        supplier_contact_context(row.id));
  }
  if (row.reverify_by) view.reverification = ReverificationView{*row.reverify_by, row.reverify_answered};
  view.licences = store::list_licences(tx, row.id);
  view.history = store::list_supplier_history(tx, row.id);
  view.created_at = row.created_at;
  view.updated_at = row.updated_at;
  return view;
}

}  // namespace shanhai::catalog
