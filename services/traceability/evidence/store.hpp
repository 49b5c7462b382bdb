#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/evidence/api.hpp"

namespace shanhai::traceability::store {

// False: the lot has this laboratory's report of this number already.
bool insert_test(db::Tx& tx, const TestView& test);
std::vector<TestView> list_tests(db::Tx& tx, const std::vector<LotId>& lots);

// An entry of a lot's certificates: one was issued, or the one of that number was withdrawn.
struct CertificateRow {
  LotId lot;
  std::int64_t entry = 1;
  std::string number;
  bool withdrawn = false;
  std::int64_t quantity = 0;
  std::vector<CertificateBasis> basis;
  CertificateHolder holder = CertificateHolder::person;
  std::string producer;                        // of a person: empty
  std::optional<std::string> producer_sealed;  // and this
  std::string contact;                         // sealed
  std::string statement;
  std::string reason, actor;
  Date issued_on{};
  Instant recorded_at{};
};
void insert_certificate(db::Tx& tx, const CertificateRow& row);
// All entries, in order of lot and entry.
std::vector<CertificateRow> list_certificate_entries(db::Tx& tx, const std::vector<LotId>& lots);
// The certificates that stand: of each lot its last entry, unless that withdraws it.
std::vector<CertificateRow> list_certificates(db::Tx& tx, const std::vector<LotId>& lots);
std::optional<LotId> find_certificate_lot(db::Tx& tx, std::string_view number);

// How the entry at `index` of one lot's entries stands.
CertificateStatus status_of(const std::vector<CertificateRow>& entries, std::size_t index, bool recalled);

}  // namespace shanhai::traceability::store
