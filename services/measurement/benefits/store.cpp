#include "services/measurement/benefits/store.hpp"

#include "common/base/encoding.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

BenefitKey read_key(const db::Row& row) {
  return {row.get<std::string>("household"), row.get<BenefitMethod>("method"), row.get<ProductId>("product").bytes(),
          row.get<Date>("from_day"), row.get<Date>("to_day")};
}

BenefitBatchRow read_batch(const db::Row& row) {
  BenefitBatchRow out;
  out.id = row.get<BenefitBatchId>("id");
  out.supplier = row.get<OrganisationId>("supplier");
  out.county = row.get<std::string>("county");
  out.state = row.get<BenefitState>("state");
  out.version = row.get<std::int64_t>("version");
  out.records = row.get<std::int64_t>("record_count");
  out.amount = row.get<Money>("amount_fen");
  out.proof_file = row.get<FileId>("proof_file");
  out.proof = {row.get<std::string>("document_name"), row.get<std::string>("media_type"),
               row.get<std::int64_t>("size_bytes"), to_hex(row.get<db::Bytes>("sha256").value)};
  out.submitted_at = row.get<Instant>("submitted_at");
  return out;
}

}  // namespace

void lock_benefit_writer(db::Tx& tx, OrganisationId supplier) {
  tx.execute(q::put_benefit_writer, {{"supplier", supplier}});
  tx.query(q::lock_benefit_writer, {{"supplier", supplier}});
}

std::set<BenefitKey> list_recorded_benefits(db::Tx& tx, OrganisationId supplier,
                                            const std::vector<std::string>& households) {
  std::set<BenefitKey> out;
  if (households.empty()) return out;
  const auto rows =
      tx.query(q::list_recorded_benefits, {{"supplier", supplier}, {"households", db::Value::list_of(households)}});
  for (const auto row : rows) out.insert(read_key(row));
  return out;
}

void insert_benefit_batch(db::Tx& tx, const BenefitBatchRow& batch, const std::vector<BenefitRecord>& records) {
  tx.execute(q::insert_benefit_batch, {{"id", batch.id},
                                       {"supplier", batch.supplier},
                                       {"county", batch.county},
                                       {"records", batch.records},
                                       {"amount", batch.amount},
                                       {"proof_file", batch.proof_file},
                                       {"document_name", batch.proof.document_name},
                                       {"media_type", batch.proof.media_type},
                                       {"size_bytes", batch.proof.size_bytes},
                                       {"sha256", db::Bytes{from_hex(batch.proof.sha256).value()}},
                                       {"now", tx.now()}});
  std::vector<db::Params> rows;
  for (const auto& record : records) {
    rows.push_back({{"batch", batch.id},
                    {"position", rows.size()},
                    {"supplier", batch.supplier},
                    {"household", record.key.household},
                    {"method", record.key.method},
                    {"product", ProductId(record.key.product)},
                    {"amount", record.amount},
                    {"from", record.key.from},
                    {"to", record.key.to}});
  }
  tx.execute_rows(q::insert_benefit_record, rows);
}

std::optional<BenefitBatchRow> find_benefit_batch(db::Tx& tx, BenefitBatchId id, const BenefitScope& scope) {
  const auto rows = tx.query(q::find_benefit_batch, {{"id", id},
                                                     {"any_supplier", !scope.supplier},
                                                     {"supplier", scope.supplier.value_or(OrganisationId())},
                                                     {"any_county", !scope.county},
                                                     {"county", scope.county.value_or("")}});
  if (rows.empty()) return std::nullopt;
  return read_batch(rows.front());
}

void lock_benefit_batch(db::Tx& tx, BenefitBatchId id) { tx.query(q::lock_benefit_batch, {{"id", id}}); }

void update_benefit_batch(db::Tx& tx, BenefitBatchRow& batch, BenefitAction action, const std::string& actor,
                          const std::optional<OrganisationId>& organisation, const std::string& reason) {
  const auto matched =
      tx.execute(q::update_benefit_batch, {{"state", batch.state}, {"id", batch.id}, {"version", batch.version}});
  if (matched != 1) throw std::logic_error("a batch of benefits changed without its lock");
  ++batch.version;
  tx.execute(q::insert_benefit_step, {{"batch", batch.id},
                                      {"version", batch.version},
                                      {"action", action},
                                      {"actor", actor},
                                      {"organisation", organisation},
                                      {"reason", reason},
                                      {"now", tx.now()},
                                      {"revision", enter(tx)}});
}

std::vector<BenefitBatchRow> list_benefit_batches(db::Tx& tx, const BenefitScope& scope, BenefitBatchId before,
                                                  std::int64_t limit) {
  db::Params params{{"before", before}, {"limit", limit}};
  const auto* query = &q::list_benefit_batches;
  if (scope.supplier) {
    query = &q::list_benefit_batches_of_supplier;
    params.push_back({"supplier", *scope.supplier});
  } else if (scope.county) {
    query = &q::list_benefit_batches_of_county;
    params.push_back({"county", *scope.county});
  }
  std::vector<BenefitBatchRow> out;
  for (const auto row : tx.query(*query, params)) out.push_back(read_batch(row));
  return out;
}

std::vector<BenefitRecord> list_benefit_records(db::Tx& tx, BenefitBatchId id) {
  std::vector<BenefitRecord> out;
  for (const auto row : tx.query(q::list_benefit_records, {{"batch", id}}))
    out.push_back({read_key(row), row.get<Money>("amount_fen")});
  return out;
}

std::vector<BenefitStep> list_benefit_steps(db::Tx& tx, BenefitBatchId id) {
  std::vector<BenefitStep> out;
  for (const auto row : tx.query(q::list_benefit_steps, {{"batch", id}})) {
    out.push_back({row.get<BenefitAction>("action"), row.find<OrganisationId>("organisation"),
                   row.get<std::string>("reason"), row.get<Instant>("taken_at")});
  }
  return out;
}

std::vector<BenefitSum> sum_benefits(db::Tx& tx, const BenefitFilter& filter, const BenefitGrouping& by,
                                     std::size_t limit) {
  const auto& counties = filter.counties;
  const auto rows = tx.query(q::sum_benefits, {{"by_method", by.method},
                                               {"by_product", by.product},
                                               {"by_supplier", by.supplier},
                                               {"by_county", by.county},
                                               {"no_id", OrganisationId()},
                                               {"revision", filter.entered},
                                               {"limit", limit},
                                               {"from", filter.period.from},
                                               {"to", filter.period.to},
                                               {"any_supplier", !filter.supplier},
                                               {"supplier", filter.supplier.value_or(OrganisationId())},
                                               {"any_product", !filter.product},
                                               {"product", filter.product.value_or(ProductId())},
                                               {"all_counties", counties.everything},
                                               {"counties", counties.everything ? db::Value::list({db::Value("")})
                                                                                : db::Value::list_of(counties.codes)}});
  std::vector<BenefitSum> out;
  for (const auto row : rows) {
    BenefitSum sum;
    if (by.method) sum.method = row.get<BenefitMethod>("method");
    if (by.product) sum.product_id = row.get<ProductId>("product");
    if (by.supplier) sum.supplier_id = row.get<OrganisationId>("supplier");
    if (by.county) sum.county = row.get<std::string>("county");
    sum.households = row.get<std::int64_t>("households");
    sum.amount = row.get<Money>("amount_fen");
    out.push_back(std::move(sum));
  }
  return out;
}

}  // namespace shanhai::measurement::store
