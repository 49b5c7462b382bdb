#include "services/traceability/records/service.hpp"

#include <algorithm>
#include <cctype>

#include "services/traceability/announcing.hpp"
#include "services/traceability/catalog_projection/store.hpp"
#include "services/traceability/epcis/privacy.hpp"
#include "services/traceability/evidence/store.hpp"
#include "services/traceability/household/store.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/lot/refusals.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kRecordsShown = 5000;

// Every stage that comes before the sale.
HerbPolicy every_stage() {
  HerbPolicy out;
  for (const auto stage : kHerbStages) {
    if (stage != HerbStage::sale) out.stages.push_back(stage);
  }
  return out;
}

std::vector<HerbStage> parts_of(const HerbRecordEntry& entry) {
  std::vector<HerbStage> out;
  if (entry.plot) out.push_back(HerbStage::plot);
  if (entry.seed) out.push_back(HerbStage::seed);
  if (entry.input) out.push_back(HerbStage::inputs);
  if (entry.planting) out.push_back(HerbStage::planting);
  if (entry.harvest) out.push_back(HerbStage::harvest);
  if (entry.processing) out.push_back(HerbStage::processing);
  if (entry.storage) out.push_back(HerbStage::storage);
  return out;
}

HerbFacts facts_of(const HerbRecordEntry& entry, const store::LotRow& lot) {
  HerbFacts out;
  out.stage = entry.stage;
  out.lot = lot.kind;
  out.happened_on = entry.happened_on;
  out.lot_made_on = lot.made_on;
  out.parts = parts_of(entry);
  if (entry.input) {
    out.input = entry.input->kind;
    if (entry.input->safety_interval_days) out.safety_interval_days = entry.input->safety_interval_days->value();
  }
  return out;
}

json::Object content_of(const HerbRecordEntry& entry) {
  if (entry.plot) return json::write(*entry.plot).as_object();
  if (entry.seed) return json::write(*entry.seed).as_object();
  if (entry.input) return json::write(*entry.input).as_object();
  if (entry.planting) return json::write(*entry.planting).as_object();
  if (entry.harvest) return json::write(*entry.harvest).as_object();
  if (entry.processing) return json::write(*entry.processing).as_object();
  return entry.storage ? json::write(*entry.storage).as_object() : json::Object();
}

// The first day on which anything of a raw lot was brought in.
Date harvested_on(db::Tx& tx, const store::LotRow& lot) {
  Date first = lot.made_on;
  if (lot.kind != LotKind::raw) return first;
  for (const auto& delivery : store::list_deliveries(tx, {lot.id})) first = std::min(first, delivery.delivered_on);
  return first;
}

// "area_m2" of a plot: "plotAreaM2".
std::string extension_name(const std::string& stage, std::string_view member) {
  std::string out = stage;
  bool upper = true;
  for (const char c : member) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

epcis::LotEvent herb_event(const store::LotRow& lot, const store::HerbRow& row, const epcis::Names& names) {
  const auto stage = name_of(row.stage);
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.event_time = start_of_china_day(row.happened_on);
  event.biz_step = row.stage == HerbStage::storage ? "storing" : "other";
  event.division = lot.county;
  event.amounts = {{lot.id, lot.epc_class, lot.quantity, lot.unit}};
  if (row.household) event.source_party = names.household(*row.household);
  event.extensions = {{"herbRecord", epcis::Node::of(row.number)}, {"herbStage", epcis::Node::of(stage)}};
  if (row.corrects) event.extensions.push_back({"herbCorrects", epcis::Node::of(*row.corrects)});
  for (const auto& [name, value] : row.content) {
    event.extensions.push_back(
        {extension_name(stage, name), value.is_int64() ? epcis::Node::of(value.get_int64())
                                                       : epcis::Node::of(std::string_view(value.get_string()))});
  }
  const auto step = row.stage < HerbStage::harvest    ? Step::cultivate
                    : row.stage == HerbStage::storage ? Step::store
                                                      : Step::note;
  event.journey = {lot.id, step, lot.county, 0};
  return event;
}

HerbRecordView view_of(const store::HerbRow& row) {
  return {row.lot,      row.number,   row.stage,   row.happened_on, row.household,
          row.corrects, row.standing, row.finding, row.content,     row.recorded_at};
}

// What records, deliveries, processing and reports tell of a lot and what it was made of: of `ids`.
HerbStanding standing_of(db::Tx& tx, const std::vector<LotId>& ids) {
  auto out = store::herb_standing(tx, ids);
  auto& recorded = out.recorded;
  for (const auto& row : store::list_lots_by_id(tx, ids)) {
    if (row.kind == LotKind::raw) recorded.push_back(HerbStage::harvest);
    if (row.kind == LotKind::processed) recorded.push_back(HerbStage::processing);
    if (row.transferred > 0) recorded.push_back(HerbStage::sale);
  }
  for (const auto& test : store::list_tests(tx, ids)) {
    if (test.result == TestResult::pass) recorded.push_back(HerbStage::test);
  }
  std::sort(recorded.begin(), recorded.end());
  recorded.erase(std::unique(recorded.begin(), recorded.end()), recorded.end());
  return out;
}

// A record's event is never erased: its texts may say nothing that reaches a person.
Result<void> check_texts(const HerbRecordEntry& entry) {
  std::vector<FieldError> wrong;
  for (const auto& [name, value] : content_of(entry)) {
    if (!value.is_string() || !epcis::holds_personal_data(std::string_view(value.get_string()))) continue;
    const std::string part = entry.stage == HerbStage::inputs ? "input" : name_of(entry.stage);
    wrong.push_back({"/" + part + "/" + std::string(name), "personal_data", "a phone or identity number"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

Error names_wrong(const char* pointer, const char* code, const char* detail) {
  return at_field(Error::unprocessable(code, detail), pointer);
}

}  // namespace

Task<Result<db::Replayable<HerbRecordView>>> HerbService::record(auth::Principal caller, db::IdempotencyKey key,
                                                                 LotId lot, HerbRecordEntry entry,
                                                                 std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), {}, std::move(trace_id)};
  auto once = [&](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return write(tx, supplier, lot, entry, change); });
  };
  auto view = co_await database_.transaction(once);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<HerbRecordView> HerbService::write(db::Tx& tx, OrganisationId supplier, LotId lot, const HerbRecordEntry& entry,
                                          const Change& change) {
  auto row = store::lock_lot(tx, lot, supplier);
  if (!row) return Error::not_found("lot");
  const auto facts = facts_of(entry, *row);
  SH_CHECK(check_herb_record(facts, china_date(tx.now())));
  SH_CHECK(check_texts(entry));
  if (entry.household_id && store::find_own_households(tx, supplier, {*entry.household_id}).empty())
    return names_wrong("/household_id", "household_not_found", "");
  if (entry.corrects) {
    if (!store::stands(tx, lot, entry.corrects->value()))
      return names_wrong("/corrects", "record_not_found", "no record of the lot that still stands");
  }
  if (!store::touch(tx, *row)) throw std::logic_error("a locked lot is gone");
  store::HerbRow record;
  record.lot = lot;
  record.number = row->version;
  record.stage = entry.stage;
  record.happened_on = entry.happened_on;
  record.household = entry.household_id;
  if (entry.corrects) record.corrects = entry.corrects->value();
  record.finding = finding_of(facts, harvested_on(tx, *row));
  record.content = content_of(entry);
  record.actor = change.actor;
  record.recorded_at = tx.now();
  store::insert_herb_record(tx, record);
  recorder_.record(tx, herb_event(*row, record, recorder_.names()));
  announce(tx, random_, kHerbRecorded, lot, row->version, change, LotChanged{lot, supplier, 0});
  return view_of(record);
}

Task<Result<HerbRecordList>> HerbService::list(auth::Principal caller, LotId lot) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<HerbRecordList> {
    const auto row = store::find_lot(tx, lot, supplier);
    if (!row) return Error::not_found("lot");
    const auto ids = backwards(tx, lot).lots;
    const auto standing = standing_of(tx, ids);
    HerbRecordList out;
    for (const auto& record : store::list_herb_records(tx, ids, kRecordsShown)) out.items.push_back(view_of(record));
    out.recorded = standing.recorded;
    out.missing = missing_stages(every_stage(), standing);
    out.sellable = check_herb_records(tx, *row, policy_).has_value();
    return out;
  };
  auto list = co_await database_.snapshot(read);
  co_return list;
}

Result<void> check_herb_records(db::Tx& tx, const store::LotRow& lot, const HerbPolicy& policy) {
  const auto standing = standing_of(tx, backwards(tx, lot.id).lots);
  if (!standing.findings.empty())
    return Error::conflict("safety_interval", "harvested before a pesticide's safety interval was over");
  const auto sku = lot.sku ? store::find_sku(tx, *lot.sku, lot.supplier) : std::nullopt;
  if (!sku) return {};
  const auto& asked = policy.classes;
  if (std::find(asked.begin(), asked.end(), sku->herb_class) == asked.end()) return {};
  const auto missing = missing_stages(policy, standing);
  if (missing.empty()) return {};
  return Error::conflict("herb_records_incomplete", "stages that nothing tells of")
      .with("missing", json::write(missing));
}

}  // namespace shanhai::traceability
