// Admission: application, county recommendation, the operator's approval, suspension.
#pragma once

#include <memory>

#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "common/files/archive.hpp"
#include "services/catalog/supplier/store.hpp"
#include "services/identity/api.hpp"

namespace shanhai::catalog {

class SupplierService {
 public:
  SupplierService(db::Database& database, events::Sequencer& sequencer, files::FileArchive& archive,
                  const auth::Vault& vault, Random& random)
      : database_(database), sequencer_(sequencer), archive_(archive), vault_(vault), random_(random) {}
  // Whom to ask about organisations; before anything serves.
  void connect(std::shared_ptr<identity::Api> identity) { identity_ = std::move(identity); }

  // The caller's organisation asks to be admitted; after a refusal it may ask again. invalid: fields of the
  // application; conflict: supplier_exists; unprocessable: file_refused.
  Task<Result<SupplierView>> apply(auth::Principal caller, SupplierApplication application, std::string trace_id);
  // One step. conflict: supplier_state, uscc_taken (another approved supplier has the code).
  Task<Result<SupplierView>> move(auth::Principal caller, OrganisationId id, SupplierVerb verb, std::string reason,
                                  std::string trace_id);
  Task<Result<SupplierView>> get(auth::Principal caller, OrganisationId id);
  Task<Result<SupplierPage>> list(auth::Principal caller, SupplierQuery query);
  Task<Result<FileContent>> licence_file(auth::Principal caller, OrganisationId id, LicenceId licence);

 private:
  Task<Result<void>> check_organisation(OrganisationId id, const SupplierApplication& application);
  Result<SupplierView> write_application(db::Tx& tx, OrganisationId id, const SupplierApplication& application,
                                         const std::vector<files::KeptFile>& files, const Change& change);
  Result<SupplierView> write_move(db::Tx& tx, const Scope& scope, OrganisationId id, SupplierVerb verb,
                                  const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  files::FileArchive& archive_;
  const auth::Vault& vault_;
  Random& random_;
  std::shared_ptr<identity::Api> identity_;
};

}  // namespace shanhai::catalog
