#include "services/traceability/lot/service.hpp"

#include <algorithm>
#include <set>

#include "services/traceability/announcing.hpp"
#include "services/traceability/household/store.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/lot/events.hpp"
#include "services/traceability/lot/refusals.hpp"
#include "services/traceability/lot/view.hpp"
#include "services/traceability/paging.hpp"

namespace shanhai::traceability {
namespace {

constexpr int kCatalogLooks = 8;  // a SKU just published reaches us within moments
constexpr std::chrono::milliseconds kBetweenLooks{200};

LotDraft draft_of(const LotEntry& entry) {
  LotDraft draft;
  draft.kind = entry.kind;
  draft.has_product_name = entry.product_name.has_value();
  draft.has_sku = entry.sku_id.has_value();
  draft.lot_number = entry.lot_number;
  draft.county = entry.county;
  draft.outside_county = entry.outside_county.value_or(false);
  draft.made_on = entry.made_on;
  draft.best_before = entry.best_before;
  draft.unit = entry.unit;
  draft.quantity = entry.quantity;
  if (entry.deliveries) {
    for (const auto& delivery : *entry.deliveries)
      draft.deliveries.push_back({delivery.household_id, delivery.quantity, delivery.delivered_on});
  }
  if (entry.inputs) {
    for (const auto& input : *entry.inputs) draft.inputs.push_back({input.lot_id, input.quantity});
  }
  return draft;
}

Error unprocessable_at(std::string pointer, std::string code, std::string detail = {}) {
  return at_field(Error::unprocessable(std::move(code), std::move(detail)), std::move(pointer));
}

Error number_taken(std::string detail) {
  return at_field(Error::conflict("lot_number_taken", std::move(detail)), "/lot_number");
}

Date newest_of(const std::vector<store::LotRow>& inputs) {
  Date newest = inputs.front().made_on;
  for (const auto& input : inputs) newest = std::max(newest, input.made_on);
  return newest;
}

std::vector<HouseholdId> distinct_households(const std::vector<DraftDelivery>& deliveries) {
  std::set<HouseholdId> out;
  for (const auto& delivery : deliveries) out.insert(delivery.household);
  return {out.begin(), out.end()};
}

}  // namespace

Task<Result<db::Replayable<LotView>>> LotService::record(auth::Principal caller, db::IdempotencyKey key, LotEntry entry,
                                                         std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  Recording recording{supplier, std::move(entry), {}, {}, {caller.actor(), {}, std::move(trace_id)}};
  recording.draft = draft_of(recording.entry);
  SH_CO_CHECK(check_draft(recording.draft, china_date(database_.clock().now())));
  SH_CO_TRY(recording.sku, co_await published_sku(supplier, recording.entry.sku_id));
  Write write_it = [&](db::Tx& tx, Refusal& refusal) { return write(tx, recording, refusal); };
  auto view = co_await write_once(std::move(key), std::move(write_it));
  co_return view;
}

Task<Result<db::Replayable<LotView>>> LotService::write_once(db::IdempotencyKey key, Write write) {
  Refusal refusal;
  auto once = [&](db::Tx& tx) {
    refusal.reset();
    return db::idempotent(tx, key, [&] { return write(tx, refusal); });
  };
  auto view = co_await database_.transaction(once);
  if (view.has_value()) {
    sequencer_.committed();
  } else {
    co_await flag(refusal);
  }
  co_return view;
}

Task<> LotService::flag(Refusal refusal) {
  if (!refusal) co_return;
  auto write = [&](db::Tx& tx) -> Result<void> {
    store::insert_balance_refusal(tx, random_, *refusal);
    return {};
  };
  const auto written = co_await database_.transaction(write);
  if (written.has_error()) throw std::runtime_error("a refused attempt cannot be written down");
}

Task<Result<std::optional<store::SkuRow>>> LotService::published_sku(OrganisationId supplier,
                                                                     std::optional<SkuId> sku) {
  std::optional<store::SkuRow> found;
  for (int look = 0; sku && !found; ++look) {
    if (look == kCatalogLooks)
      co_return unprocessable_at("/sku_id", "sku_not_found", "not one of the supplier's published SKUs");
    if (look > 0) co_await sleep_for(kBetweenLooks);
    auto read = [&](db::Tx& tx) -> Result<std::optional<store::SkuRow>> { return store::find_sku(tx, *sku, supplier); };
    auto row = co_await database_.snapshot(read);
    if (row.has_error()) co_return std::move(row).error();
    found = std::move(*row);
  }
  co_return found;
}

store::LotRow LotService::row_of(db::Tx& tx, const Recording& recording) const {
  const auto& entry = recording.entry;
  const auto& draft = recording.draft;
  const auto& sku = recording.sku;
  store::LotRow row;
  row.id = LotId(make_uuid_v7(tx.now(), random_));
  row.supplier = recording.supplier;
  row.kind = draft.kind;
  row.lot_number = draft.lot_number;
  row.county = draft.county;
  row.outside_county = draft.outside_county;
  row.made_on = draft.made_on;
  row.best_before = draft.best_before;
  row.unit = draft.unit;
  row.quantity = row.available = draft.quantity;
  row.loss_reason = entry.loss_reason ? entry.loss_reason->str() : "";
  row.process = entry.process ? entry.process->str() : "";
  row.product_name = entry.product_name ? entry.product_name->str() : "";
  row.created_at = tx.now();
  row.epc_class = recorder_.names().unpacked_lot(row.id);
  if (sku) {
    row.gtin = sku->gtin;
    row.sku = sku->sku;
    row.product = sku->product;
    row.net_weight_g = sku->net_weight_g;
    if (row.product_name.empty()) row.product_name = sku->product_name;
    row.epc_class = recorder_.names().packed_lot(sku->gtin, row.lot_number);
  }
  return row;
}

Result<LotView> LotService::write(db::Tx& tx, const Recording& recording, Refusal& refusal) {
  auto row = row_of(tx, recording);
  if (row.kind == LotKind::raw) {
    SH_CHECK(write_raw(tx, recording, row));
  } else {
    SH_CHECK(write_made(tx, recording, row, refusal));
  }
  announce(tx, random_, kLotRecorded, row.id, row.version, recording.change,
           LotChanged{row.id, row.supplier, row.quantity});
  return view_of(row, recorder_.names());
}

Result<void> LotService::write_raw(db::Tx& tx, const Recording& recording, store::LotRow& row) {
  const auto& deliveries = recording.draft.deliveries;
  const auto households = distinct_households(deliveries);
  const auto own = store::find_own_households(tx, row.supplier, households);
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    if (!std::binary_search(own.begin(), own.end(), deliveries[i].household)) {
      return unprocessable_at("/deliveries/" + std::to_string(i) + "/household_id", "household_not_found");
    }
  }
  row.households = static_cast<std::int64_t>(households.size());
  if (!store::insert_lot(tx, row)) return number_taken("a raw lot of the supplier has this number");
  store::insert_deliveries(tx, row.id, deliveries);
  store::insert_lot_households(tx, row.id, households);
  recorder_.record(tx, harvest_events(row, deliveries, recorder_.names()));
  return {};
}

Result<std::vector<store::LotRow>> LotService::take_inputs(db::Tx& tx, const Recording& recording, Refusal& refusal) {
  const auto& inputs = recording.draft.inputs;
  std::vector<LotId> ids;
  for (const auto& input : inputs) ids.push_back(input.lot);
  auto locked = store::lock_lots(tx, ids, recording.supplier);
  std::vector<store::LotRow> out;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto found =
        std::find_if(locked.begin(), locked.end(), [&](const auto& row) { return row.id == inputs[i].lot; });
    const auto entry = "/inputs/" + std::to_string(i);
    if (found == locked.end()) return unprocessable_at(entry + "/lot_id", "lot_not_found");
    const json::Value lot(found->id.str());
    if (found->failed_tests > 0)
      return at_field(Error::conflict("lot_failed_test").with("lot", lot), entry + "/lot_id");
    if (found->recalled_at) return at_field(Error::conflict("lot_recalled").with("lot", lot), entry + "/lot_id");
    if (auto fresh = check_fresh(recording.draft.made_on, found->best_before); fresh.has_error())
      return at_field(std::move(fresh).error().with("lot", lot), entry + "/lot_id");
    if (found->available < inputs[i].quantity) {
      refusal = store::BalanceRefusal{found->id,   recording.supplier, recording.change.actor,
                                      "transform", inputs[i].quantity, found->available};
      return insufficient_balance(found->id, entry + "/quantity", inputs[i].quantity, found->available);
    }
    out.push_back(*found);
  }
  SH_CHECK(check_order(recording.draft.made_on, newest_of(out)));
  return out;
}

Result<void> LotService::write_made(db::Tx& tx, const Recording& recording, store::LotRow& row, Refusal& refusal) {
  const auto& wanted = recording.draft.inputs;
  SH_TRY(auto inputs, take_inputs(tx, recording, refusal));
  std::vector<Ingredient> ingredients;
  std::vector<std::int64_t> parts;
  std::vector<LotId> ids;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    ingredients.push_back({inputs[i].unit, wanted[i].quantity});
    parts.push_back(wanted[i].quantity);
    ids.push_back(inputs[i].id);
  }
  auto loss = balanced(tx, row, ingredients);
  if (loss.has_error()) {
    const auto& more = loss.error().extensions;
    if (more.contains("requested")) {
      refusal = store::BalanceRefusal{ids.front(),
                                      row.supplier,
                                      recording.change.actor,
                                      "transform",
                                      more.at("requested").as_int64(),
                                      more.at("available").as_int64()};
    }
    return std::move(loss).error();
  }
  row.loss_g = *loss;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!store::consume(tx, inputs[i], wanted[i].quantity)) throw std::logic_error("a locked lot's balance changed");
    announce(tx, random_, kLotConsumed, inputs[i].id, inputs[i].version, recording.change,
             LotChanged{inputs[i].id, row.supplier, wanted[i].quantity});
  }
  const auto households = store::list_households_of(tx, ids);
  row.households = static_cast<std::int64_t>(households.size());
  if (!store::insert_lot(tx, row)) return number_taken("a lot of this kind or SKU has this number");
  store::insert_inputs(tx, row.id, wanted);
  SH_CHECK(check_origins(tx, recording, row));
  store::insert_lot_households(tx, row.id, households);
  recorder_.record(tx, transformation_event(row, inputs, parts));
  return {};
}

Result<void> LotService::check_origins(db::Tx& tx, const Recording& recording, const store::LotRow& row) const {
  if (!recording.sku) return {};
  std::vector<std::string> raw;
  for (const auto& lot : store::list_lots_by_id(tx, backwards(tx, row.id).lots)) {
    if (lot.kind == LotKind::raw) raw.push_back(lot.county);
  }
  return check_origin({recording.sku->production_county, recording.sku->raw_material_county}, row.county,
                      row.outside_county, raw);
}

Task<Result<LotView>> LotService::get(auth::Principal caller, LotId id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  auto read = [this, supplier, id](db::Tx& tx) -> Result<LotView> {
    const auto row = store::find_lot(tx, id, supplier);
    if (!row) return Error::not_found("lot");
    return view_of(*row, recorder_.names());
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<LotPage>> LotService::list(auth::Principal caller, LotQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto before, after_cursor(query.cursor, last_id<LotId>()));
  auto read = [this, supplier, before, &query](db::Tx& tx) -> Result<LotPage> {
    LotPage out;
    for (const auto& row : store::list_lots(tx, supplier, query.kind, before, query.size() + 1))
      out.items.push_back(view_of(row, recorder_.names()));
    out.next_cursor = cut_page(out.items, query.size(), [](const LotView& view) { return view.lot_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

}  // namespace shanhai::traceability
