// Corrections of reports that failed a lot and were wrong.
#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/evidence/api.hpp"

namespace shanhai::traceability::store {

// What of a test a correction concerns. nullopt: the lot has no such test.
struct TestKey {
  TestId id;
  TestResult result = TestResult::pass;
  std::string report_number, file_sha256;
};
std::optional<TestKey> find_test(db::Tx& tx, LotId lot, TestId test);
// One was asked for and is not decided, or was confirmed.
bool has_correction(db::Tx& tx, TestId test);
void insert_correction(db::Tx& tx, const TestCorrectionView& view, const std::string& actor);
// `supplier`: whose they must be; left out: anybody's.
std::optional<TestCorrectionView> find_correction(db::Tx& tx, TestCorrectionId id,
                                                  std::optional<OrganisationId> supplier);
// The newest first.
std::vector<TestCorrectionView> list_corrections(db::Tx& tx, std::optional<OrganisationId> supplier,
                                                 const std::vector<TestCorrectionState>& states,
                                                 TestCorrectionId before, std::int64_t limit);
// False: it was decided already.
bool decide_correction(db::Tx& tx, TestCorrectionId id, TestCorrectionState state, const std::string& actor,
                       const std::string& reason);

}  // namespace shanhai::traceability::store
