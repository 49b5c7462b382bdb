// Laboratory tests and commitment certificates (承诺达标合格证) of a lot.
#pragma once

#include "common/files/file.hpp"
#include "services/traceability/evidence/domain.hpp"
#include "services/traceability/list_query.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

BOOST_DESCRIBE_ENUM(TestKind, commissioned, own, supervision)
BOOST_DESCRIBE_ENUM(CertificateBasis, commissioned_test, own_test, quality_control, self_commitment)
BOOST_DESCRIBE_ENUM(CertificateHolder, organisation, person)
BOOST_DESCRIBE_ENUM(CertificateStatus, valid, replaced, withdrawn, lot_recalled)

struct TestItem {
  Text<1, 60> name;
  Text<1, 60> value;
  std::optional<Text<1, 60>> limit;
  std::optional<TestResult> verdict{};
};
BOOST_DESCRIBE_STRUCT(TestItem, (), (name, value, limit, verdict))

struct TestEntry {
  Text<1, 100> laboratory;
  Text<1, 60> report_number;
  TestResult result = TestResult::pass;
  Date tested_on{};
  std::vector<TestItem> items;               // at most 200
  files::UploadedFile file;                  // the report itself
  std::optional<TestKind> kind{};            // commissioned
  std::optional<Text<12, 12>> cma_number{};  // of the laboratory's qualification, 12 digits
};
BOOST_DESCRIBE_STRUCT(TestEntry, (), (laboratory, report_number, result, tested_on, items, file, kind, cma_number))

struct TestView {
  TestId test_id;
  LotId lot_id;
  std::string laboratory, report_number;
  TestResult result = TestResult::pass;
  Date tested_on{};
  std::vector<TestItem> items;
  std::string document_name, media_type;
  std::int64_t size_bytes = 0;
  std::string file_sha256;  // hex: whoever has the report can see that it is this one
  Instant recorded_at{};
  TestKind kind = TestKind::commissioned;
  std::optional<std::string> cma_number;
  std::optional<Instant> superseded_at{};  // it was wrong: a failed one counts no more
};
BOOST_DESCRIBE_STRUCT(TestView, (),
                      (test_id, lot_id, laboratory, report_number, result, tested_on, items, document_name, media_type,
                       size_bytes, file_sha256, recorded_at, kind, cma_number, superseded_at))

struct TestList {
  std::vector<TestView> items;  // of the lot and of what it was made of
};
BOOST_DESCRIBE_STRUCT(TestList, (), (items))

SHANHAI_ID(TestCorrectionId, "tcr");

enum class TestCorrectionState { requested, confirmed, refused };
BOOST_DESCRIBE_ENUM(TestCorrectionState, requested, confirmed, refused)

struct TestCorrectionEntry {
  Text<1, 200> reason;
  files::UploadedFile file;  // the evidence: what the laboratory says now
};
BOOST_DESCRIBE_STRUCT(TestCorrectionEntry, (), (reason, file))

struct TestCorrectionView {
  TestCorrectionId correction_id;
  LotId lot_id;
  TestId test_id;
  OrganisationId supplier_id;
  std::string product_name, lot_number, laboratory, report_number;
  std::string reason, document_name, media_type;
  std::int64_t size_bytes = 0;
  std::string file_sha256;  // hex
  TestCorrectionState state = TestCorrectionState::requested;
  Instant requested_at{};
  std::optional<Instant> decided_at;
  std::optional<std::string> decision_reason;
};
BOOST_DESCRIBE_STRUCT(TestCorrectionView, (),
                      (correction_id, lot_id, test_id, supplier_id, product_name, lot_number, laboratory, report_number,
                       reason, document_name, media_type, size_bytes, file_sha256, state, requested_at, decided_at,
                       decision_reason))

struct TestCorrectionQuery : ListQuery {
  std::optional<TestCorrectionState> state;  // requested
};
BOOST_DESCRIBE_STRUCT(TestCorrectionQuery, (ListQuery), (state))

struct TestCorrectionPage {
  std::vector<TestCorrectionView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(TestCorrectionPage, (), (items, next_cursor))

struct TestCorrectionDecision {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(TestCorrectionDecision, (), (reason))

// Events of aggregate "test_correction".
inline constexpr std::string_view kTestCorrectionRequested = "traceability.test_correction_requested";
inline constexpr std::string_view kTestCorrectionDecided = "traceability.test_correction_decided";
struct TestCorrectionTold {
  LotId lot;
  TestId test;
  OrganisationId supplier;
  std::string evidence_sha256;
};
BOOST_DESCRIBE_STRUCT(TestCorrectionTold, (), (lot, test, supplier, evidence_sha256))

struct CertificateEntry {
  Text<1, 60> producer;
  Text<1, 60> contact;  // shown to the owner only
  Text<1, 500> statement;
  std::optional<std::vector<CertificateBasis>> basis{};     // self_commitment
  std::optional<CertificateHolder> holder{};                // person: the producer's name is sealed, too
  std::optional<Bounded<1, 1'000'000'000'000>> quantity{};  // all of the lot, in its unit
  std::optional<Text<1, 24>> replaces{};                    // the number of the one that stands
  std::optional<Text<1, 200>> reason{};                     // why it is replaced
};
BOOST_DESCRIBE_STRUCT(CertificateEntry, (), (producer, contact, statement, basis, holder, quantity, replaces, reason))

struct CertificateWithdrawal {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(CertificateWithdrawal, (), (reason))

// An earlier or later entry of the lot's certificates.
struct CertificateStep {
  std::string certificate_number;
  CertificateStatus status = CertificateStatus::valid;
  std::string reason;
  Date issued_on{};
  Instant recorded_at{};
};
BOOST_DESCRIBE_STRUCT(CertificateStep, (), (certificate_number, status, reason, issued_on, recorded_at))

// The lot's newest certificate for its owner.
struct CertificateView {
  LotId lot_id;
  std::string certificate_number;
  CertificateStatus status = CertificateStatus::valid;
  std::string product_name, lot_number;
  std::int64_t quantity = 0;
  Unit unit = Unit::g;
  std::string county, county_name;  // origin
  CertificateHolder holder = CertificateHolder::person;
  std::string producer, contact;
  std::vector<CertificateBasis> basis;
  std::string statement;
  Date issued_on{};
  std::string public_url;
  std::vector<CertificateStep> history;
};
BOOST_DESCRIBE_STRUCT(CertificateView, (),
                      (lot_id, certificate_number, status, product_name, lot_number, quantity, unit, county,
                       county_name, holder, producer, contact, basis, statement, issued_on, public_url, history))

// The same for anybody who has its number: no contact, and no producer who is a person.
struct PublicCertificateView {
  std::string certificate_number;
  CertificateStatus status = CertificateStatus::valid;
  std::string product_name, lot_number;
  std::int64_t quantity = 0;
  Unit unit = Unit::g;
  std::string county, county_name;
  std::optional<std::string> supplier_name, producer;
  std::vector<CertificateBasis> basis;
  std::string statement;
  Date issued_on{};
};
BOOST_DESCRIBE_STRUCT(PublicCertificateView, (),
                      (certificate_number, status, product_name, lot_number, quantity, unit, county, county_name,
                       supplier_name, producer, basis, statement, issued_on))

}  // namespace shanhai::traceability
