// Lots as suppliers record and see them.
#pragma once

#include "services/traceability/list_query.hpp"
#include "services/traceability/lot/domain.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

using LotQuantity = Bounded<1, kQuantityMax>;  // grams or pieces

struct DeliveryEntry {
  HouseholdId household_id;
  LotQuantity quantity;
  Date delivered_on{};
};
BOOST_DESCRIBE_STRUCT(DeliveryEntry, (), (household_id, quantity, delivered_on))

struct InputEntry {
  LotId lot_id;
  LotQuantity quantity;  // in the input's unit
};
BOOST_DESCRIBE_STRUCT(InputEntry, (), (lot_id, quantity))

struct LotEntry {
  LotKind kind = LotKind::raw;
  std::optional<Text<1, 80>> product_name;  // of a packed lot: the catalog's, where it is left out
  std::optional<SkuId> sku_id;              // of a packed lot
  Text<1, 20> lot_number;                   // GS1 AI 10
  Text<6, 6> county;                        // where it was made
  std::optional<bool> outside_county;       // processed or packed elsewhere
  Date made_on{};
  std::optional<Date> best_before;
  Unit unit = Unit::g;
  LotQuantity quantity;  // what came out; of a packed lot in sale units
  std::optional<std::vector<DeliveryEntry>> deliveries;
  std::optional<std::vector<InputEntry>> inputs;
  std::optional<Text<1, 200>> loss_reason;
  std::optional<Text<1, 40>> process{};  // of a processed lot: see yield limits
};
BOOST_DESCRIBE_STRUCT(LotEntry, (),
                      (kind, product_name, sku_id, lot_number, county, outside_county, made_on, best_before, unit,
                       quantity, deliveries, inputs, loss_reason, process))

struct LotView {
  LotId lot_id;
  LotKind kind = LotKind::raw;
  std::string product_name;
  std::optional<SkuId> sku_id;
  std::optional<std::string> gtin;
  std::string lot_number;
  std::string county, county_name;
  bool outside_county = false;
  Date made_on{};
  std::optional<Date> best_before;
  Unit unit = Unit::g;
  std::optional<std::int64_t> net_weight_g;  // of a sale unit
  std::int64_t quantity = 0;                 // = available + consumed + reserved + on_sale + written_off
  std::int64_t available = 0;
  std::int64_t consumed = 0;  // went into other lots
  std::int64_t reserved = 0;  // being put on sale
  std::int64_t on_sale = 0;   // given to orders
  std::int64_t written_off = 0;
  std::optional<std::int64_t> loss_g;
  std::optional<std::string> loss_reason, process;
  std::int64_t households = 0;
  std::int64_t failed_tests = 0;
  bool recalled = false;
  std::optional<std::string> trace_url;  // what its QR code holds
  Instant created_at{};
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(LotView, (),
                      (lot_id, kind, product_name, sku_id, gtin, lot_number, county, county_name, outside_county,
                       made_on, best_before, unit, net_weight_g, quantity, available, consumed, reserved, on_sale,
                       written_off, loss_g, loss_reason, process, households, failed_tests, recalled, trace_url,
                       created_at, version))

struct LotQuery : ListQuery {
  std::optional<LotKind> kind;
};
BOOST_DESCRIBE_STRUCT(LotQuery, (ListQuery), (kind))

struct LotPage {
  std::vector<LotView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(LotPage, (), (items, next_cursor))

// A quantity that was recorded wrongly: of a raw lot what a household delivered, else what came out.
struct CorrectionEntry {
  std::optional<Bounded<1, static_cast<std::int64_t>(kDeliveriesMax)>> delivery;  // which, from 1
  LotQuantity quantity;                                                           // as it should have been recorded
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(CorrectionEntry, (), (delivery, quantity, reason))

struct WriteOffEntry {
  AdjustmentCause cause = AdjustmentCause::spoilt;
  LotQuantity quantity;
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(WriteOffEntry, (), (cause, quantity, reason))

struct AdjustmentView {
  std::int64_t number = 0;
  AdjustmentKind kind = AdjustmentKind::correction;
  AdjustmentCause cause = AdjustmentCause::recorded_wrongly;
  std::optional<std::int64_t> delivery;
  std::int64_t quantity = 0;  // of a correction the difference
  std::string reason;
  Instant adjusted_at{};
};
BOOST_DESCRIBE_STRUCT(AdjustmentView, (), (number, kind, cause, delivery, quantity, reason, adjusted_at))

struct RefusedAttempt {
  std::string attempt;  // transform, put_on_sale, correct, write_off
  std::int64_t requested = 0, available = 0;
  Instant attempted_at{};
};
BOOST_DESCRIBE_STRUCT(RefusedAttempt, (), (attempt, requested, available, attempted_at))

struct YieldLimitEntry {
  Text<1, 40> process;  // lower case letters, digits, underscores
  Date valid_from{};
  Bounded<1, 1000> yield_max_permille;
  Bounded<0, 1000> tolerance_permille;
  Text<1, 200> source;
};
BOOST_DESCRIBE_STRUCT(YieldLimitEntry, (), (process, valid_from, yield_max_permille, tolerance_permille, source))

struct YieldLimitView {
  std::string process;
  Date valid_from{};
  std::int64_t yield_max_permille = 0, tolerance_permille = 0;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(YieldLimitView, (), (process, valid_from, yield_max_permille, tolerance_permille, source))

struct YieldLimitList {
  std::vector<YieldLimitView> items;
};
BOOST_DESCRIBE_STRUCT(YieldLimitList, (), (items))

// What changed a lot's quantity after it was recorded, and what was tried beyond it; the first 500 of each.
struct AdjustmentList {
  std::vector<AdjustmentView> items;
  std::vector<RefusedAttempt> refused;
};
BOOST_DESCRIBE_STRUCT(AdjustmentList, (), (items, refused))

}  // namespace shanhai::traceability
