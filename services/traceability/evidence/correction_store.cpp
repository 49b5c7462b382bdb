#include "services/traceability/evidence/correction_store.hpp"

#include "common/base/encoding.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

TestCorrectionView read_correction(const db::Row& row) {
  TestCorrectionView out;
  out.correction_id = row.get<TestCorrectionId>("id");
  out.test_id = row.get<TestId>("test_id");
  out.lot_id = row.get<LotId>("lot_id");
  out.supplier_id = row.get<OrganisationId>("supplier_id");
  out.product_name = row.get<std::string>("product_name");
  out.lot_number = row.get<std::string>("lot_number");
  out.laboratory = row.get<std::string>("laboratory");
  out.report_number = row.get<std::string>("report_number");
  out.reason = row.get<std::string>("reason");
  out.document_name = row.get<std::string>("document_name");
  out.media_type = row.get<std::string>("media_type");
  out.size_bytes = row.get<std::int64_t>("size_bytes");
  out.file_sha256 = to_hex(row.get<db::Bytes>("file_hash").value);
  out.requested_at = row.get<Instant>("requested_at");
  out.state = row.get<TestCorrectionState>("state");
  out.decided_at = row.find<Instant>("decided_at");
  if (auto reason = row.get<std::string>("decision_reason"); !reason.empty()) out.decision_reason = std::move(reason);
  return out;
}

}  // namespace

std::optional<TestKey> find_test(db::Tx& tx, LotId lot, TestId test) {
  const auto rows = tx.query(q::find_lot_test, {{"lot", lot}, {"test", test}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return TestKey{row.get<TestId>("id"), row.get<TestResult>("result"), row.get<std::string>("report_number"),
                 to_hex(row.get<db::Bytes>("file_hash").value)};
}

bool has_correction(db::Tx& tx, TestId test) {
  return tx.query(q::count_test_corrections, {{"test", test}}).front().get<std::int64_t>("corrections") > 0;
}

void insert_correction(db::Tx& tx, const TestCorrectionView& view, const std::string& actor) {
  tx.execute(q::insert_test_correction, {{"id", view.correction_id},
                                         {"test", view.test_id},
                                         {"lot", view.lot_id},
                                         {"supplier", view.supplier_id},
                                         {"reason", view.reason},
                                         {"actor", actor},
                                         {"document_name", view.document_name},
                                         {"media_type", view.media_type},
                                         {"size_bytes", view.size_bytes},
                                         {"file_hash", db::Bytes{from_hex(view.file_sha256).value()}},
                                         {"now", tx.now()}});
}

std::optional<TestCorrectionView> find_correction(db::Tx& tx, TestCorrectionId id,
                                                  std::optional<OrganisationId> supplier) {
  const auto rows = supplier ? tx.query(q::find_own_test_correction, {{"id", id}, {"supplier", *supplier}})
                             : tx.query(q::find_test_correction, {{"id", id}});
  if (rows.empty()) return std::nullopt;
  return read_correction(rows.front());
}

std::vector<TestCorrectionView> list_corrections(db::Tx& tx, std::optional<OrganisationId> supplier,
                                                 const std::vector<TestCorrectionState>& states,
                                                 TestCorrectionId before, std::int64_t limit) {
  std::vector<db::Value> names;
  for (const auto state : states) names.emplace_back(boost::describe::enum_to_string(state, ""));
  db::Params values{{"states", db::Value::list(std::move(names))}, {"before", before}, {"limit", limit}};
  if (supplier) values.push_back({"supplier", *supplier});
  std::vector<TestCorrectionView> out;
  for (const auto row : tx.query(supplier ? q::list_own_test_corrections : q::list_test_corrections, values))
    out.push_back(read_correction(row));
  return out;
}

bool decide_correction(db::Tx& tx, TestCorrectionId id, TestCorrectionState state, const std::string& actor,
                       const std::string& reason) {
  return tx.execute(q::decide_test_correction,
                    {{"id", id}, {"state", state}, {"actor", actor}, {"reason", reason}, {"now", tx.now()}}) == 1;
}

}  // namespace shanhai::traceability::store
