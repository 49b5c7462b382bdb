// Certification from application to revocation, and the loop that ends publicity periods.
#pragma once

#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "common/files/archive.hpp"
#include "services/catalog/certification/store.hpp"

namespace shanhai::catalog {

class CertificationService {
 public:
  // `publicity_days`: settings catalog.publicity_days; 0 makes a passed review valid at once.
  CertificationService(db::Database& database, events::Sequencer& sequencer, files::FileArchive& archive,
                       const auth::Vault& vault, Random& random, std::int64_t publicity_days)
      : database_(database),
        sequencer_(sequencer),
        archive_(archive),
        vault_(vault),
        random_(random),
        publicity_days_(publicity_days) {}

  // conflict: supplier_not_approved, certification_exists (one is being decided or holds); unprocessable:
  // county_not_supported, file_refused.
  Task<Result<CertificationView>> apply(auth::Principal caller, CertificationApplication application);
  // conflict: certification_state.
  Task<Result<CertificationView>> review(auth::Principal caller, CertificationId id, Review review,
                                         std::string trace_id);
  // From anyone while it is in publicity. conflict: publicity_over.
  Task<Result<ObjectionReceipt>> object(CertificationId id, ObjectionText objection);
  // conflict: no_open_objection (for pass), certification_state.
  Task<Result<CertificationView>> decide(auth::Principal caller, CertificationId id, ObjectionDecision decision,
                                         std::string trace_id);
  Task<Result<CertificationView>> revoke(auth::Principal caller, CertificationId id, std::string reason,
                                         std::string trace_id);
  Task<Result<CertificationView>> get(auth::Principal caller, CertificationId id);
  Task<Result<CertificationPage>> list(auth::Principal caller, CertificationQuery query);
  Task<Result<PublicCertificationPage>> list_public(PublicCertificationQuery query);
  // For anybody, of what was ever published, at any instant as it is known now.
  Task<Result<Eligibility>> eligibility(ProductId product, std::optional<Instant> at);
  Task<Result<FileContent>> evidence_file(auth::Principal caller, CertificationId id);

  // Makes valid what was in publicity long enough without an open objection; gives how many.
  Task<std::int64_t> end_publicity();

 private:
  Result<CertificationView> write_application(db::Tx& tx, const auth::Principal& caller, OrganisationId supplier,
                                              const CertificationApplication& application, const files::KeptFile& file);
  Result<CertificationView> write_review(db::Tx& tx, const auth::Principal& caller, CertificationId id,
                                         const Review& review, const Change& change);
  Result<CertificationView> write_decision(db::Tx& tx, const auth::Principal& caller, CertificationId id,
                                           Verdict verdict, const Change& change);
  Result<ObjectionReceipt> write_objection(db::Tx& tx, CertificationId id, const ObjectionText& objection);
  void make_valid(db::Tx& tx, store::CertificationRow& row, const Change& change);
  void announce_change(db::Tx& tx, const store::CertificationRow& row, const Change& change);
  CertificationView view_of(db::Tx& tx, const store::CertificationRow& row, const auth::Principal& caller) const;

  db::Database& database_;
  events::Sequencer& sequencer_;
  files::FileArchive& archive_;
  const auth::Vault& vault_;
  Random& random_;
  const std::int64_t publicity_days_;
};

}  // namespace shanhai::catalog
