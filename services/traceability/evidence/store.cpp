#include "services/traceability/evidence/store.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/base/encoding.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

// Neither text can forge the other's end.
std::string report_key(const TestView& test) { return sha256(sha256(test.laboratory) + sha256(test.report_number)); }

std::string text_of(const std::vector<CertificateBasis>& basis) {
  std::string out;
  for (const auto one : basis) out += (out.empty() ? "" : ",") + name_of(one);
  return out;
}

std::vector<CertificateBasis> basis_of(std::string_view text) {
  std::vector<CertificateBasis> out;
  while (!text.empty()) {
    const auto name = text.substr(0, text.find(','));
    CertificateBasis one{};
    if (!boost::describe::enum_from_string(std::string(name).c_str(), one))
      throw std::logic_error("a certificate rests on something unknown");
    out.push_back(one);
    text.remove_prefix(std::min(text.size(), name.size() + 1));
  }
  return out;
}

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
                                        {"kind", test.kind},
                                        {"cma_number", test.cma_number.value_or("")},
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
    test.kind = row.get<TestKind>("kind");
    test.superseded_at = row.find<Instant>("superseded_at");
    if (auto number = row.get<std::string>("cma_number"); !number.empty()) test.cma_number = std::move(number);
    out.push_back(std::move(test));
  }
  return out;
}

void insert_certificate(db::Tx& tx, const CertificateRow& row) {
  db::Value sealed(nullptr);
  if (row.producer_sealed) sealed = db::Bytes{*row.producer_sealed};
  tx.execute(q::insert_certificate, {{"lot", row.lot},
                                     {"entry", row.entry},
                                     {"certificate_number", row.number},
                                     {"withdrawn", row.withdrawn},
                                     {"quantity", row.quantity},
                                     {"basis", text_of(row.basis)},
                                     {"holder", row.holder},
                                     {"producer", row.producer},
                                     {"producer_sealed", sealed},
                                     {"contact", db::Bytes{row.contact}},
                                     {"statement", row.statement},
                                     {"reason", row.reason},
                                     {"actor", row.actor},
                                     {"issued_on", row.issued_on},
                                     {"now", tx.now()}});
}

std::vector<CertificateRow> list_certificate_entries(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<CertificateRow> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_certificates, {{"lots", db::Value::list_of(lots)}});
  for (const auto row : rows) {
    CertificateRow entry;
    entry.lot = row.get<LotId>("lot_id");
    entry.entry = row.get<std::int64_t>("entry");
    entry.number = row.get<std::string>("certificate_number");
    entry.withdrawn = row.get<bool>("withdrawn");
    entry.quantity = row.get<std::int64_t>("quantity");
    entry.basis = basis_of(row.get<std::string>("basis"));
    entry.holder = row.get<CertificateHolder>("holder");
    entry.producer = row.get<std::string>("producer");
    if (const auto sealed = row.find<db::Bytes>("producer_sealed")) entry.producer_sealed = sealed->value;
    entry.contact = row.get<db::Bytes>("contact").value;
    entry.statement = row.get<std::string>("statement");
    entry.reason = row.get<std::string>("reason");
    entry.actor = row.get<std::string>("actor");
    entry.issued_on = row.get<Date>("issued_on");
    entry.recorded_at = row.get<Instant>("recorded_at");
    out.push_back(std::move(entry));
  }
  return out;
}

std::vector<CertificateRow> list_certificates(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<CertificateRow> out;
  for (auto& entry : list_certificate_entries(tx, lots)) {
    if (!out.empty() && out.back().lot == entry.lot) out.pop_back();
    out.push_back(std::move(entry));
  }
  std::erase_if(out, [](const CertificateRow& row) { return row.withdrawn; });
  return out;
}

std::optional<LotId> find_certificate_lot(db::Tx& tx, std::string_view number) {
  const auto rows = tx.query(q::find_certificate_lot, {{"certificate_number", number}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<LotId>("lot_id");
}

CertificateStatus status_of(const std::vector<CertificateRow>& entries, std::size_t index, bool recalled) {
  if (entries[index].withdrawn) return CertificateStatus::withdrawn;
  if (index + 1 < entries.size())
    return entries[index + 1].withdrawn ? CertificateStatus::withdrawn : CertificateStatus::replaced;
  return recalled ? CertificateStatus::lot_recalled : CertificateStatus::valid;
}

}  // namespace shanhai::traceability::store
