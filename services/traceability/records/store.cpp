#include "services/traceability/records/store.hpp"

#include <set>

#include "common/base/encoding.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

// `counties`, or something that is no county where there are none: a list in SQL is never empty.
db::Value counties_of(const LotScope& scope) {
  if (scope.counties.empty()) return db::Value::list({db::Value("none")});
  return db::Value::list_of(scope.counties);
}

}  // namespace

void insert_herb_record(db::Tx& tx, const HerbRow& row) {
  tx.execute(q::insert_herb_record, {{"lot", row.lot},
                                     {"number", row.number},
                                     {"stage", row.stage},
                                     {"happened_on", row.happened_on},
                                     {"household", row.household},
                                     {"corrects", row.corrects},
                                     {"finding", row.finding},
                                     {"content", json::to_text(row.content)},
                                     {"actor", row.actor},
                                     {"now", tx.now()}});
}

std::vector<HerbRow> list_herb_records(db::Tx& tx, const std::vector<LotId>& lots, std::int64_t limit) {
  std::vector<HerbRow> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_herb_records, {{"lots", db::Value::list_of(lots)}, {"limit", limit}});
  std::set<std::pair<LotId, std::int64_t>> corrected;
  for (const auto row : rows) {
    HerbRow record;
    record.lot = row.get<LotId>("lot_id");
    record.number = row.get<std::int64_t>("number");
    record.stage = row.get<HerbStage>("stage");
    record.happened_on = row.get<Date>("happened_on");
    record.household = row.find<HouseholdId>("household_id");
    record.corrects = row.find<std::int64_t>("corrects");
    record.finding = row.get<HerbFinding>("finding");
    record.content = json::parse_value(row.get<std::string>("content")).value().as_object();
    record.actor = row.get<std::string>("actor");
    record.recorded_at = row.get<Instant>("recorded_at");
    if (record.corrects) corrected.emplace(record.lot, *record.corrects);
    out.push_back(std::move(record));
  }
  for (auto& record : out) record.standing = !corrected.contains({record.lot, record.number});
  return out;
}

HerbStanding herb_standing(db::Tx& tx, const std::vector<LotId>& lots) {
  HerbStanding out;
  if (lots.empty()) return out;
  for (const auto row : tx.query(q::list_herb_standing, {{"lots", db::Value::list_of(lots)}})) {
    out.recorded.push_back(row.get<HerbStage>("stage"));
    const auto finding = row.get<HerbFinding>("finding");
    if (finding != HerbFinding::none) out.findings.push_back(finding);
  }
  return out;
}

bool stands(db::Tx& tx, LotId lot, std::int64_t number) {
  return !tx.query(q::find_standing_herb_record, {{"lot", lot}, {"number", number}}).empty();
}

std::vector<LotRow> list_sheet_lots(db::Tx& tx, const LotScope& scope, LotId after, LotId before, std::int64_t limit) {
  const db::Params page{{"after", after}, {"before", before}, {"limit", limit}};
  auto params = page;
  if (scope.everything) return read_lots(tx.query(q::list_sheet_lots, params));
  params.push_back({"counties", counties_of(scope)});
  if (!scope.supplier) return read_lots(tx.query(q::list_sheet_lots_of_counties, params));
  params.push_back({"supplier", *scope.supplier});
  params.push_back({"any_county", scope.counties.empty()});
  return read_lots(tx.query(q::list_sheet_lots_of_supplier, params));
}

std::optional<files::KeptFile> find_report(db::Tx& tx, const LotScope& scope, LotId lot, TestId test) {
  const auto rows = tx.query(q::find_report, {{"lot", lot},
                                              {"test", test},
                                              {"everything", scope.everything},
                                              {"supplier", scope.supplier.value_or(OrganisationId())},
                                              {"counties", counties_of(scope)}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return files::KeptFile{row.get<std::string>("document_name"), row.get<std::string>("media_type"),
                         row.get<std::int64_t>("size_bytes"), to_hex(row.get<db::Bytes>("file_hash").value)};
}

std::vector<std::pair<OrganisationId, std::string>> list_supplier_names(db::Tx& tx,
                                                                        const std::vector<OrganisationId>& suppliers) {
  std::vector<std::pair<OrganisationId, std::string>> out;
  if (suppliers.empty()) return out;
  const auto rows = tx.query(q::list_supplier_names, {{"suppliers", db::Value::list_of(suppliers)}});
  for (const auto row : rows) out.emplace_back(row.get<OrganisationId>("supplier_id"), row.get<std::string>("name"));
  return out;
}

}  // namespace shanhai::traceability::store
