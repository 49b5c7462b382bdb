// Licences of suppliers that are admitted already: handed in anew, confirmed, proved again when that is asked for, and
// what happens by itself when a day goes by.
#pragma once

#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "common/files/archive.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {

class LicenceService {
 public:
  LicenceService(db::Database& database, events::Sequencer& sequencer, files::FileArchive& archive,
                 const auth::Vault& vault, Random& random)
      : database_(database), sequencer_(sequencer), archive_(archive), vault_(vault), random_(random) {}

  // The caller's own; each counts once it is confirmed, and the old ones until they end. invalid: licences;
  // unprocessable: file_refused; conflict: supplier_state (neither approved nor suspended), too_many_licences (20
  // wait).
  Task<Result<SupplierView>> hand_in(auth::Principal caller, LicenceHandIn body, std::string trace_id);
  // Of a county's or the platform's. conflict: licence_state (it does not wait for a decision), supplier_state.
  Task<Result<SupplierView>> decide(auth::Principal caller, OrganisationId id, LicenceId licence,
                                    LicenceDecision decision, std::string trace_id);
  // Asks for proof by a day; once more sets another day. invalid: /due; conflict: supplier_state.
  Task<Result<SupplierView>> reverify(auth::Principal caller, OrganisationId id, ReverificationRequest body,
                                      std::string trace_id);
  // It has proved them. conflict: supplier_state (nothing is asked for), licences_undecided.
  Task<Result<SupplierView>> verify(auth::Principal caller, OrganisationId id, std::string reason,
                                    std::string trace_id);

  // Suspends who did not answer in time; gives how many.
  Task<std::int64_t> suspend_overdue();
  // Tells holders of licences that end within kReminderDays, once each, unless a later one of the kind is confirmed;
  // gives how many were told.
  Task<std::int64_t> remind();

 private:
  Result<SupplierView> write_hand_in(db::Tx& tx, OrganisationId id, const LicenceHandIn& body,
                                     const std::vector<files::KeptFile>& files, Change change);
  Result<SupplierView> write_decision(db::Tx& tx, const Scope& scope, OrganisationId id, LicenceId licence,
                                      LicenceStanding standing, const Change& change);
  Result<SupplierView> write_reverification(db::Tx& tx, const Scope& scope, OrganisationId id, Date due,
                                            const Change& change);
  Result<SupplierView> write_proof(db::Tx& tx, const Scope& scope, OrganisationId id, const Change& change);
  bool suspend(db::Tx& tx, OrganisationId id);
  bool remind_of(db::Tx& tx, const store::LicenceKey& key);
  Result<SupplierView> recorded(db::Tx& tx, store::SupplierRow& row, const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  files::FileArchive& archive_;
  const auth::Vault& vault_;
  Random& random_;
};

}  // namespace shanhai::catalog
