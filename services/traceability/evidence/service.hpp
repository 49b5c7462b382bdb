// Evidence for lots, appended only.
#pragma once

#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "common/files/archive.hpp"
#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/evidence/store.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/recall/service.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

class EvidenceService {
 public:
  EvidenceService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder,
                  RecallService& recalls, files::FileArchive& archive, const auth::Vault& vault, Random& random)
      : database_(database),
        sequencer_(sequencer),
        recorder_(recorder),
        recalls_(recalls),
        archive_(archive),
        vault_(vault),
        random_(random) {}

  // A failed test takes the lot and what was made of it off sale, as a recall does: what is unsold is blocked at
  // orders, now or as soon as it answers, and orders that hold units of it are told. invalid: see check_test.
  // unprocessable file_refused, conflict test_exists.
  Task<Result<TestView>> add_test(auth::Principal caller, LotId lot, TestEntry entry, std::string trace_id);
  Task<Result<TestList>> tests(auth::Principal caller, LotId lot);
  // See check_certificate. invalid /statement personal_data: it names who commits, or reaches them. conflict
  // certificate_exists (extension certificate_number): one stands, and `replaces` does not name it.
  Task<Result<CertificateView>> certify(auth::Principal caller, LotId lot, CertificateEntry entry,
                                        std::string trace_id);
  // certificate_not_found: none stands.
  Task<Result<CertificateView>> withdraw(auth::Principal caller, LotId lot, CertificateWithdrawal entry,
                                         std::string trace_id);
  // certificate_not_found: the lot never had one.
  Task<Result<CertificateView>> certificate(auth::Principal caller, LotId lot);
  Task<Result<PublicCertificateView>> public_certificate(std::string number);

 private:
  Result<TestView> write_test(db::Tx& tx, OrganisationId supplier, const TestView& test, const Change& change);
  Result<CertificateView> write_certificate(db::Tx& tx, OrganisationId supplier, LotId lot,
                                            const CertificateEntry& entry, const Change& change);
  Result<CertificateView> write_withdrawal(db::Tx& tx, OrganisationId supplier, LotId lot, const Change& change);
  Result<CertificateView> view(db::Tx& tx, const store::LotRow& lot) const;

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  RecallService& recalls_;
  files::FileArchive& archive_;
  const auth::Vault& vault_;
  Random& random_;
};

// Where anybody finds a certificate by its number, below the public address.
std::string certificate_path(const std::string& number);

}  // namespace shanhai::traceability
