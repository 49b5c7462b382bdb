#include "services/traceability/evidence/store.hpp"

#include "common/base/encoding.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

// Neither text can forge the other's end.
std::string report_key(const TestView& test) { return sha256(sha256(test.laboratory) + sha256(test.report_number)); }

}  // namespace

bool insert_test(db::Tx& tx, const TestView& test) {
  return tx.try_insert(q::insert_test, {{"id", test.test_id},
                                        {"lot", test.lot_id},
                                        {"report_key", db::Bytes{report_key(test)}},
                                        {"laboratory", test.laboratory},
                                        {"report_number", test.report_number},
                                        {"result", test.result},
                                        {"tested_on", test.tested_on},
                                        {"items", json::print(test.items)},
                                        {"document_name", test.document_name},
                                        {"media_type", test.media_type},
                                        {"size_bytes", test.size_bytes},
                                        {"file_hash", db::Bytes{from_hex(test.file_sha256).value()}},
                                        {"now", tx.now()}});
}

std::vector<TestView> list_tests(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<TestView> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_tests, {{"lots", db::Value::list_of(lots)}});
  for (const auto row : rows) {
    TestView test;
    test.test_id = row.get<TestId>("id");
    test.lot_id = row.get<LotId>("lot_id");
    test.laboratory = row.get<std::string>("laboratory");
    test.report_number = row.get<std::string>("report_number");
    test.result = row.get<TestResult>("result");
    test.tested_on = row.get<Date>("tested_on");
    test.items = json::parse<std::vector<TestItem>>(row.get<std::string>("items")).value();
    test.document_name = row.get<std::string>("document_name");
    test.media_type = row.get<std::string>("media_type");
    test.size_bytes = row.get<std::int64_t>("size_bytes");
    test.file_sha256 = to_hex(row.get<db::Bytes>("file_hash").value);
    test.recorded_at = row.get<Instant>("recorded_at");
    out.push_back(std::move(test));
  }
  return out;
}

bool insert_certificate(db::Tx& tx, const CertificateRow& row) {
  return tx.try_insert(q::insert_certificate, {{"lot", row.lot},
                                               {"producer", row.producer},
                                               {"contact", db::Bytes{row.contact}},
                                               {"statement", row.statement},
                                               {"issued_on", row.issued_on},
                                               {"now", tx.now()}});
}

std::vector<CertificateRow> list_certificates(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<CertificateRow> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_certificates, {{"lots", db::Value::list_of(lots)}});
  for (const auto row : rows) {
    out.push_back({row.get<LotId>("lot_id"), row.get<std::string>("producer"), row.get<db::Bytes>("contact").value,
                   row.get<std::string>("statement"), row.get<Date>("issued_on")});
  }
  return out;
}

}  // namespace shanhai::traceability::store
