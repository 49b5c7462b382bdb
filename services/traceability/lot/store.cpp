#include "services/traceability/lot/store.hpp"

#include <algorithm>

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

LotRow read_lot(const db::Row& row) {
  LotRow out;
  out.id = row.get<LotId>("id");
  out.supplier = row.get<OrganisationId>("supplier_id");
  out.kind = row.get<LotKind>("kind");
  out.lot_number = row.get<std::string>("lot_number");
  out.gtin = row.find<std::string>("gtin");
  out.sku = row.find<SkuId>("sku_id");
  out.product = row.find<ProductId>("product_id");
  out.product_name = row.get<std::string>("product_name");
  out.county = row.get<std::string>("county");
  out.outside_county = row.get<bool>("outside_county");
  out.made_on = row.get<Date>("made_on");
  out.best_before = row.find<Date>("best_before");
  out.unit = row.get<Unit>("unit");
  out.net_weight_g = row.find<std::int64_t>("net_weight_g");
  out.quantity = row.get<std::int64_t>("quantity");
  out.available = row.get<std::int64_t>("available");
  out.consumed = row.get<std::int64_t>("consumed");
  out.reserved = row.get<std::int64_t>("reserved");
  out.transferred = row.get<std::int64_t>("transferred");
  out.written_off = row.get<std::int64_t>("written_off");
  out.loss_g = row.find<std::int64_t>("loss_g");
  out.loss_reason = row.get<std::string>("loss_reason");
  out.process = row.get<std::string>("process");
  out.households = row.get<std::int64_t>("households");
  out.failed_tests = row.get<std::int64_t>("failed_tests");
  out.recalled_at = row.find<Instant>("recalled_at");
  out.epc_class = row.get<std::string>("epc_class");
  out.created_at = row.get<Instant>("created_at");
  out.version = row.get<std::int64_t>("version");
  return out;
}

std::optional<LotRow> read_one(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_lot(rows.front());
}

std::vector<InputRow> read_inputs(const db::Rows& rows) {
  std::vector<InputRow> out;
  for (const auto row : rows)
    out.push_back({row.get<LotId>("lot_id"), row.get<LotId>("input_lot_id"), row.get<std::int64_t>("quantity")});
  return out;
}

constexpr std::size_t kIdsAtOnce = 500;

// In order of id, so many at once that the statement goes by the key.
std::vector<std::vector<LotId>> pages_of(std::vector<LotId> ids) {
  std::sort(ids.begin(), ids.end());
  std::vector<std::vector<LotId>> out;
  for (std::size_t begin = 0; begin < ids.size(); begin += kIdsAtOnce) {
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    out.emplace_back(first, first + static_cast<std::ptrdiff_t>(std::min(kIdsAtOnce, ids.size() - begin)));
  }
  return out;
}

// Runs a statement that raises the version of exactly one row.
bool change(db::Tx& tx, LotRow& row, const db::Query& query, const db::Params& params) {
  if (tx.execute(query, params) != 1) return false;
  ++row.version;
  return true;
}

}  // namespace

std::vector<LotRow> read_lots(const db::Rows& rows) {
  std::vector<LotRow> out;
  for (const auto row : rows) out.push_back(read_lot(row));
  return out;
}

bool insert_lot(db::Tx& tx, const LotRow& row) {
  return tx.try_insert(q::insert_lot, {{"id", row.id},
                                       {"supplier", row.supplier},
                                       {"kind", row.kind},
                                       {"class_key", row.gtin ? *row.gtin : name_of(row.kind)},
                                       {"lot_number", row.lot_number},
                                       {"gtin", row.gtin},
                                       {"sku", row.sku},
                                       {"product", row.product},
                                       {"product_name", row.product_name},
                                       {"county", row.county},
                                       {"outside_county", row.outside_county},
                                       {"made_on", row.made_on},
                                       {"best_before", row.best_before},
                                       {"unit", row.unit},
                                       {"net_weight_g", row.net_weight_g},
                                       {"quantity", row.quantity},
                                       {"loss_g", row.loss_g},
                                       {"loss_reason", row.loss_reason},
                                       {"process", row.process},
                                       {"households", row.households},
                                       {"epc_class", row.epc_class},
                                       {"now", tx.now()}});
}

std::optional<LotRow> find_lot(db::Tx& tx, LotId id, OrganisationId supplier) {
  return read_one(tx.query(q::find_lot, {{"id", id}, {"supplier", supplier}}));
}

std::optional<LotRow> find_any_lot(db::Tx& tx, LotId id) { return read_one(tx.query(q::find_any_lot, {{"id", id}})); }

std::optional<LotRow> find_lot_by_digital_link(db::Tx& tx, std::string_view gtin14, std::string_view lot_number) {
  return read_one(tx.query(q::find_lot_by_digital_link, {{"gtin", gtin14}, {"lot_number", lot_number}}));
}

std::vector<LotRow> lock_lots(db::Tx& tx, const std::vector<LotId>& ids, OrganisationId supplier) {
  std::vector<LotRow> out;
  for (const auto& page : pages_of(ids)) {
    for (const auto row : tx.query(q::lock_lots, {{"ids", db::Value::list_of(page)}, {"supplier", supplier}}))
      out.push_back(read_lot(row));
  }
  return out;
}

std::optional<LotRow> lock_lot(db::Tx& tx, LotId id, OrganisationId supplier) {
  auto rows = lock_lots(tx, {id}, supplier);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<LotRow> list_lots(db::Tx& tx, OrganisationId supplier, std::optional<LotKind> kind, LotId before,
                              std::int64_t limit) {
  return read_lots(tx.query(q::list_lots, {{"supplier", supplier},
                                           {"any_kind", !kind.has_value()},
                                           {"kind", kind.value_or(LotKind::raw)},
                                           {"before", before},
                                           {"limit", limit}}));
}

std::vector<LotRow> list_lots_by_id(db::Tx& tx, const std::vector<LotId>& ids) {
  if (ids.empty()) return {};
  return read_lots(tx.query(q::list_lots_by_id, {{"ids", db::Value::list_of(ids)}}));
}

bool consume(db::Tx& tx, LotRow& row, std::int64_t quantity) {
  if (!change(tx, row, q::consume_lot, {{"id", row.id}, {"supplier", row.supplier}, {"quantity", quantity}}))
    return false;
  row.available -= quantity;
  row.consumed += quantity;
  return true;
}

bool reserve(db::Tx& tx, LotRow& row, std::int64_t quantity) {
  if (!change(tx, row, q::reserve_lot, {{"id", row.id}, {"supplier", row.supplier}, {"quantity", quantity}}))
    return false;
  row.available -= quantity;
  row.reserved += quantity;
  return true;
}

bool transfer(db::Tx& tx, LotRow& row, std::int64_t quantity) {
  if (!change(tx, row, q::transfer_lot, {{"id", row.id}, {"quantity", quantity}})) return false;
  row.reserved -= quantity;
  row.transferred += quantity;
  return true;
}

bool give_back(db::Tx& tx, LotRow& row, std::int64_t quantity) {
  if (!change(tx, row, q::return_lot, {{"id", row.id}, {"quantity", quantity}})) return false;
  row.reserved -= quantity;
  row.available += quantity;
  return true;
}

bool write_off(db::Tx& tx, LotRow& row, std::int64_t quantity) {
  if (!change(tx, row, q::write_off_lot, {{"id", row.id}, {"supplier", row.supplier}, {"quantity", quantity}}))
    return false;
  row.available -= quantity;
  row.written_off += quantity;
  return true;
}

bool correct(db::Tx& tx, LotRow& row, std::int64_t difference, std::optional<std::int64_t> loss_g) {
  if (!change(tx, row, q::correct_lot,
              {{"id", row.id}, {"supplier", row.supplier}, {"difference", difference}, {"loss_g", loss_g}}))
    return false;
  row.quantity += difference;
  row.available += difference;
  row.loss_g = loss_g;
  return true;
}

bool mark_recalled(db::Tx& tx, std::vector<LotRow>& rows) {
  std::vector<LotId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  for (const auto& page : pages_of(std::move(ids))) {
    if (tx.execute(q::recall_lots, {{"ids", db::Value::list_of(page)}, {"now", tx.now()}}) != page.size()) return false;
  }
  for (auto& row : rows) {
    row.recalled_at = tx.now();
    ++row.version;
  }
  return true;
}

bool add_test_result(db::Tx& tx, LotRow& row, TestResult result) {
  const std::int64_t failed = result == TestResult::fail ? 1 : 0;
  if (!change(tx, row, q::add_lot_test_result, {{"id", row.id}, {"supplier", row.supplier}, {"failed", failed}}))
    return false;
  row.failed_tests += failed;
  return true;
}

bool mark_lifted(db::Tx& tx, std::vector<LotRow>& rows) {
  std::vector<LotId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  for (const auto& page : pages_of(std::move(ids))) {
    if (tx.execute(q::lift_lots, {{"ids", db::Value::list_of(page)}}) != page.size()) return false;
  }
  for (auto& row : rows) {
    row.recalled_at.reset();
    ++row.version;
  }
  return true;
}

bool withdraw_test_failure(db::Tx& tx, LotRow& row) {
  if (!change(tx, row, q::withdraw_lot_test_failure, {{"id", row.id}, {"supplier", row.supplier}})) return false;
  --row.failed_tests;
  return true;
}

bool touch(db::Tx& tx, LotRow& row) {
  return change(tx, row, q::touch_lot, {{"id", row.id}, {"supplier", row.supplier}});
}

void insert_deliveries(db::Tx& tx, LotId lot, const std::vector<DraftDelivery>& deliveries) {
  std::vector<db::Params> rows;
  for (const auto& delivery : deliveries) {
    rows.push_back({{"position", rows.size() + 1},
                    {"household", delivery.household},
                    {"quantity", delivery.quantity},
                    {"delivered_on", delivery.delivered_on}});
  }
  tx.execute_rows(q::insert_delivery, rows, {{"lot", lot}});
}

std::vector<DeliveryRow> list_deliveries(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<DeliveryRow> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_deliveries, {{"lots", db::Value::list_of(lots)}});
  for (const auto row : rows) {
    out.push_back({row.get<LotId>("lot_id"), row.get<HouseholdId>("household_id"), row.get<std::int64_t>("quantity"),
                   row.get<Date>("delivered_on")});
  }
  return out;
}

void insert_inputs(db::Tx& tx, LotId lot, const std::vector<DraftInput>& inputs) {
  std::vector<db::Params> rows;
  for (const auto& input : inputs) rows.push_back({{"input", input.lot}, {"quantity", input.quantity}});
  tx.execute_rows(q::insert_lot_input, rows, {{"lot", lot}});
}

std::vector<InputRow> list_inputs_of(db::Tx& tx, const std::vector<LotId>& lots) {
  if (lots.empty()) return {};
  return read_inputs(tx.query(q::list_inputs_of, {{"lots", db::Value::list_of(lots)}}));
}

std::vector<InputRow> list_outputs_of(db::Tx& tx, const std::vector<LotId>& lots) {
  if (lots.empty()) return {};
  return read_inputs(tx.query(q::list_outputs_of, {{"lots", db::Value::list_of(lots)}}));
}

void insert_lot_households(db::Tx& tx, LotId lot, const std::vector<HouseholdId>& households) {
  std::vector<db::Params> rows;
  for (const auto& household : households) rows.push_back({{"household", household}});
  tx.execute_rows(q::insert_lot_household, rows, {{"lot", lot}});
}

std::vector<HouseholdId> list_households_of(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<HouseholdId> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_households_of, {{"lots", db::Value::list_of(lots)}});
  for (const auto row : rows) out.push_back(row.get<HouseholdId>("household_id"));
  return out;
}

void insert_balance_refusal(db::Tx& tx, Random& random, const BalanceRefusal& refusal) {
  tx.execute(q::insert_balance_refusal, {{"id", BalanceRefusalId(make_uuid_v7(tx.now(), random))},
                                         {"supplier", refusal.supplier},
                                         {"lot", refusal.lot},
                                         {"now", tx.now()},
                                         {"actor", refusal.actor},
                                         {"attempt", refusal.attempt},
                                         {"requested", refusal.requested},
                                         {"available", refusal.available}});
}

void insert_adjustment(db::Tx& tx, const AdjustmentRow& row) {
  tx.execute(q::insert_lot_adjustment, {{"lot", row.lot},
                                        {"number", row.number},
                                        {"kind", row.kind},
                                        {"cause", row.cause},
                                        {"delivery", row.delivery},
                                        {"quantity", row.quantity},
                                        {"reason", row.reason},
                                        {"actor", row.actor},
                                        {"now", tx.now()}});
}

std::vector<AdjustmentRow> list_adjustments(db::Tx& tx, const std::vector<LotId>& lots, std::int64_t limit) {
  std::vector<AdjustmentRow> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_lot_adjustments, {{"lots", db::Value::list_of(lots)}, {"limit", limit}});
  for (const auto row : rows) {
    out.push_back({row.get<LotId>("lot_id"), row.get<std::int64_t>("number"), row.get<AdjustmentKind>("kind"),
                   row.get<AdjustmentCause>("cause"), row.find<std::int64_t>("delivery"),
                   row.get<std::int64_t>("quantity"), row.get<std::string>("reason"), row.get<std::string>("actor"),
                   row.get<Instant>("adjusted_at")});
  }
  return out;
}

std::vector<RefusalRow> list_balance_refusals(db::Tx& tx, const std::vector<LotId>& lots, std::int64_t limit) {
  std::vector<RefusalRow> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_balance_refusals, {{"lots", db::Value::list_of(lots)}, {"limit", limit}});
  for (const auto row : rows) {
    out.push_back({row.get<LotId>("lot_id"), row.get<Instant>("attempted_at"), row.get<std::string>("attempt"),
                   row.get<std::int64_t>("requested"), row.get<std::int64_t>("available")});
  }
  return out;
}

bool insert_yield_limit(db::Tx& tx, const YieldLimit& limit, std::string_view actor) {
  return tx.try_insert(q::insert_yield_limit, {{"process", limit.process},
                                               {"valid_from", limit.valid_from},
                                               {"yield_max_permille", limit.yield_max_permille},
                                               {"tolerance_permille", limit.tolerance_permille},
                                               {"source", limit.source},
                                               {"actor", actor},
                                               {"now", tx.now()}});
}

std::vector<YieldLimit> list_yield_limits(db::Tx& tx) {
  std::vector<YieldLimit> out;
  for (const auto row : tx.query(q::list_yield_limits)) {
    out.push_back({row.get<std::string>("process"), row.get<Date>("valid_from"),
                   row.get<std::int64_t>("yield_max_permille"), row.get<std::int64_t>("tolerance_permille"),
                   row.get<std::string>("source")});
  }
  return out;
}

}  // namespace shanhai::traceability::store
