#include "services/traceability/seed.hpp"

#include <array>

#include "common/base/encoding.hpp"
#include "services/traceability/lot/view.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kKeepsForDays = 180;
const std::string kNoTrace;
constexpr std::array kHouseholdNames = {"样例农户一", "样例农户二", "样例农户三"};

// Nobody's account, acting for the sample cooperative.
auth::Principal cooperative_of(const catalog::ProductPublished& product) {
  auth::Principal out;
  out.role = auth::Role::supplier;
  out.organisation = product.supplier;
  return out;
}

// The same at every seeding: what was recorded under it is found again.
db::IdempotencyKey sample_key(const catalog::SkuFacts& sku, std::string_view step) {
  const auto scope = sha256("shanhai.sample_lot." + sku.sku.str() + "." + std::string(step));
  return {scope, scope};
}

bool keeps(const catalog::ProductPublished& product) {
  return !product.fresh && product.shelf_life_days.value_or(kKeepsForDays) >= kKeepsForDays;
}

LotEntry lot_of(const catalog::ProductPublished& product, LotKind kind, std::int64_t quantity, Date today) {
  LotEntry entry;
  entry.kind = kind;
  entry.county = kind == LotKind::raw ? product.raw_material_county : product.production_county;
  entry.made_on = today;
  entry.quantity = quantity;
  return entry;
}

LotEntry raw_lot(const catalog::ProductPublished& product, const std::vector<HouseholdId>& households, Date today) {
  const auto& sku = product.skus.front();
  const auto share = kSampleUnits * sku.net_weight_g.value_or(1);
  auto entry = lot_of(product, LotKind::raw, share * static_cast<std::int64_t>(households.size()), today);
  entry.product_name = Text<1, 80>(product.name + "（样例原料）");
  entry.lot_number = "SAMPLE-" + sku.gtin.substr(1);
  entry.unit = sku.net_weight_g ? Unit::g : Unit::pcs;
  entry.deliveries.emplace();
  for (const auto& household : households) entry.deliveries->push_back({household, share, today});
  return entry;
}

LotEntry packed_lot(const catalog::ProductPublished& product, const LotView& raw, Date today) {
  const auto& sku = product.skus.front();
  auto entry = lot_of(product, LotKind::packed, kSampleUnits, today);
  entry.product_name = Text<1, 80>("样例·" + product.name);
  entry.sku_id = sku.sku;
  entry.lot_number = std::string(kSampleLotNumber);
  if (product.shelf_life_days) entry.best_before = add_days(today, static_cast<int>(*product.shelf_life_days));
  entry.unit = Unit::pcs;
  entry.inputs = std::vector<InputEntry>{{raw.lot_id, kSampleUnits * sku.net_weight_g.value_or(1)}};
  return entry;
}

}  // namespace

Task<Result<std::int64_t>> SampleLots::write(std::vector<catalog::ProductPublished> products) {
  std::int64_t count = 0;
  for (const auto& product : products) {
    if (!keeps(product)) continue;
    SH_CO_TRY(const auto put_on_sale, co_await write_one(product));
    count += put_on_sale;
  }
  co_return count;
}

Task<Result<std::int64_t>> SampleLots::write_one(catalog::ProductPublished product) {
  const auto cooperative = cooperative_of(product);
  SH_CO_TRY(const auto lot, co_await packed(cooperative, product));
  if (lot.available == 0 || lot.recalled) co_return std::int64_t{0};
  const auto key = sample_key(product.skus.front(), "sale");
  const SaleEntry everything{lot.available};
  const auto put = co_await sales_.put_on_sale(cooperative, key, lot.lot_id, everything, kNoTrace);
  // Where records are asked for, samples have none, and stay in their lots.
  if (put.has_error() && put.error().code == "herb_records_incomplete") co_return std::int64_t{0};
  if (put.has_error()) co_return put.error();
  co_return std::int64_t{!put->replayed && put->value.state != TransferState::refused};
}

Task<Result<LotView>> SampleLots::packed(auth::Principal cooperative, catalog::ProductPublished product) {
  const auto gtin = product.skus.front().gtin;
  auto find = [&](db::Tx& tx) -> Result<std::optional<store::LotRow>> {
    return store::find_lot_by_digital_link(tx, gtin, kSampleLotNumber);
  };
  const auto found = co_await database_.snapshot(find);
  if (found.has_error()) co_return found.error();
  if (*found) {
    auto view = co_await lots_.get(cooperative, (*found)->id);
    co_return view;
  }
  SH_CO_TRY(const auto households, co_await sample_households(cooperative, product.production_county));
  const auto today = china_date(database_.clock().now());
  auto raw_entry = raw_lot(product, households, today);
  const auto raw_key = sample_key(product.skus.front(), "raw");
  SH_CO_TRY(const auto raw, co_await lots_.record(cooperative, raw_key, raw_entry, kNoTrace));
  auto packed_entry = packed_lot(product, raw.value, today);
  const auto packed_key = sample_key(product.skus.front(), "packed");
  SH_CO_TRY(const auto packed, co_await lots_.record(cooperative, packed_key, packed_entry, kNoTrace));
  co_return packed.value;
}

Task<Result<std::vector<HouseholdId>>> SampleLots::sample_households(auth::Principal cooperative, std::string county) {
  std::vector<HouseholdId> out;
  const ListQuery everybody;
  SH_CO_TRY(const auto known, co_await households_.list(cooperative, everybody));
  for (const auto& household : known.items) out.push_back(household.household_id);
  while (out.size() < kHouseholdNames.size()) {
    HouseholdEntry entry;
    entry.name = kHouseholdNames[out.size()];
    entry.village_division = county;
    SH_CO_TRY(const auto receipt, co_await households_.add(cooperative, entry));
    out.push_back(receipt.household_id);
  }
  out.resize(kHouseholdNames.size());
  co_return out;
}

}  // namespace shanhai::traceability
