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
};
BOOST_DESCRIBE_STRUCT(LotEntry, (),
                      (kind, product_name, sku_id, lot_number, county, outside_county, made_on, best_before, unit,
                       quantity, deliveries, inputs, loss_reason))

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
  std::int64_t quantity = 0;                 // = available + consumed + reserved + on_sale
  std::int64_t available = 0;
  std::int64_t consumed = 0;  // went into other lots
  std::int64_t reserved = 0;  // being put on sale
  std::int64_t on_sale = 0;   // given to orders
  std::optional<std::int64_t> loss_g;
  std::optional<std::string> loss_reason;
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
                       loss_g, loss_reason, households, failed_tests, recalled, trace_url, created_at, version))

struct LotQuery : ListQuery {
  std::optional<LotKind> kind;
};
BOOST_DESCRIBE_STRUCT(LotQuery, (ListQuery), (kind))

struct LotPage {
  std::vector<LotView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(LotPage, (), (items, next_cursor))

}  // namespace shanhai::traceability
