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
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

class EvidenceService {
 public:
  EvidenceService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder,
                  files::FileArchive& archive, const auth::Vault& vault, Random& random)
      : database_(database),
        sequencer_(sequencer),
        recorder_(recorder),
        archive_(archive),
        vault_(vault),
        random_(random) {}

  // A failed test blocks the lot and what is made of it. unprocessable file_refused, conflict test_exists.
  Task<Result<TestView>> add_test(auth::Principal caller, LotId lot, TestEntry entry, std::string trace_id);
  // conflict certificate_exists.
  Task<Result<CertificateView>> certify(auth::Principal caller, LotId lot, CertificateEntry entry,
                                        std::string trace_id);

 private:
  Result<TestView> write_test(db::Tx& tx, OrganisationId supplier, const TestView& test, const Change& change);
  Result<CertificateView> write_certificate(db::Tx& tx, OrganisationId supplier, LotId lot,
                                            const CertificateEntry& entry, const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  files::FileArchive& archive_;
  const auth::Vault& vault_;
  Random& random_;
};

}  // namespace shanhai::traceability
