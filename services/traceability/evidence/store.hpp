#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/evidence/api.hpp"

namespace shanhai::traceability::store {

// False: the lot has this laboratory's report of this number already.
bool insert_test(db::Tx& tx, const TestView& test);
std::vector<TestView> list_tests(db::Tx& tx, const std::vector<LotId>& lots);

struct CertificateRow {
  LotId lot;
  std::string producer;
  std::string contact;  // sealed
  std::string statement;
  Date issued_on{};
};
// False: the lot has one.
bool insert_certificate(db::Tx& tx, const CertificateRow& row);
std::vector<CertificateRow> list_certificates(db::Tx& tx, const std::vector<LotId>& lots);

}  // namespace shanhai::traceability::store
