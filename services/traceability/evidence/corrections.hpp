// A report that failed a lot and was wrong is superseded: who recorded it says why, with evidence, and the operator
// decides. Only then does the lot, with what was made of it, go back on sale.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "common/files/archive.hpp"
#include "services/traceability/evidence/correction_store.hpp"
#include "services/traceability/recall/service.hpp"

namespace shanhai::traceability {

struct CorrectionFile {
  std::string name, media_type, bytes;
};

class TestCorrectionService {
 public:
  TestCorrectionService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder,
                        RecallService& recalls, files::FileArchive& archive, Random& random)
      : database_(database),
        sequencer_(sequencer),
        recorder_(recorder),
        recalls_(recalls),
        archive_(archive),
        random_(random) {}

  // lot_not_found, test_not_found. conflict test_not_failed, correction_exists: one waits or was confirmed. invalid
  // /reason personal_data. unprocessable file_refused.
  Task<Result<TestCorrectionView>> request(auth::Principal caller, LotId lot, TestId test, TestCorrectionEntry entry,
                                           std::string trace_id);
  // Suppliers see their own, the operator all. Newest first; without a state those that wait.
  Task<Result<TestCorrectionPage>> list(auth::Principal caller, TestCorrectionQuery query);
  Task<Result<TestCorrectionView>> get(auth::Principal caller, TestCorrectionId id);  // test_correction_not_found
  // The evidence. That the operator reads it leaves an audit row.
  Task<Result<CorrectionFile>> file(auth::Principal caller, TestCorrectionId id);
  // `state`: confirmed or refused; by the operator. conflict correction_decided.
  Task<Result<TestCorrectionView>> decide(auth::Principal caller, TestCorrectionId id, TestCorrectionState state,
                                          TestCorrectionDecision decision, std::string trace_id);

 private:
  Result<TestCorrectionView> write_request(db::Tx& tx, TestCorrectionView view, const Change& change);
  Result<TestCorrectionView> write_decision(db::Tx& tx, TestCorrectionId id, TestCorrectionState state,
                                            const Change& change);
  void supersede(db::Tx& tx, store::LotRow lot, const TestCorrectionView& correction, const Change& change);
  void tell(db::Tx& tx, std::string_view type, const TestCorrectionView& correction, std::int64_t version,
            const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  RecallService& recalls_;
  files::FileArchive& archive_;
  Random& random_;
};

}  // namespace shanhai::traceability
