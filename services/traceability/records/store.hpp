#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/evidence/api.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/records/api.hpp"
#include "services/traceability/records/scope.hpp"

namespace shanhai::traceability::store {

struct HerbRow {
  LotId lot;
  std::int64_t number = 0;  // the lot's version behind it
  HerbStage stage = HerbStage::plot;
  Date happened_on{};
  std::optional<HouseholdId> household;
  std::optional<std::int64_t> corrects;
  HerbFinding finding = HerbFinding::none;
  json::Object content;
  std::string actor;
  Instant recorded_at{};
  bool standing = true;  // no later one of the lot stands for it
};
void insert_herb_record(db::Tx& tx, const HerbRow& row);
// In order of lot and number; an earlier one that a later one beyond the limit stands for is told as standing.
std::vector<HerbRow> list_herb_records(db::Tx& tx, const std::vector<LotId>& lots, std::int64_t limit);
// What the records that stand tell of lots, however many there are: each stage once, and the findings.
HerbStanding herb_standing(db::Tx& tx, const std::vector<LotId>& lots);
// Has the lot a record of that number that no other one stands for?
bool stands(db::Tx& tx, LotId lot, std::int64_t number);

// Lots in scope whose ids lie between two others, in order of id.
std::vector<LotRow> list_sheet_lots(db::Tx& tx, const LotScope& scope, LotId after, LotId before, std::int64_t limit);
// The file of a report on a lot in scope.
std::optional<files::KeptFile> find_report(db::Tx& tx, const LotScope& scope, LotId lot, TestId test);
// Names of suppliers, as the catalog tells them.
std::vector<std::pair<OrganisationId, std::string>> list_supplier_names(db::Tx& tx,
                                                                        const std::vector<OrganisationId>& suppliers);

}  // namespace shanhai::traceability::store
