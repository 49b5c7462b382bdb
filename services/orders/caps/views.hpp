// Purchase caps as suppliers set and everybody reads them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/caps/store.hpp"

namespace shanhai::orders {

struct PurchaseCapBody {
  SkuId sku_id;
  std::optional<Bounded<1, 100000>> unpaid_max;   // units that one buyer may hold without having paid
  std::optional<Bounded<1, 100000>> buyer_max;    // units that one buyer may buy in a period
  std::optional<Bounded<1, 100000>> address_max;  // units that may go to one address in a period
  std::optional<Bounded<1, 366>> period_days;     // of the last two
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(PurchaseCapBody, (), (sku_id, unpaid_max, buyer_max, address_max, period_days, reason))

struct EndCapBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(EndCapBody, (), (reason))

// One version; the newest of a SKU holds. One without limits says that the cap was ended.
struct PurchaseCapView {
  SkuId sku_id;
  std::int64_t version = 0;
  OrganisationId supplier_id;
  std::optional<std::int64_t> unpaid_max, buyer_max, address_max, period_days;
  std::optional<Instant> counts_from;  // when the first period began
  std::string reason;
  Instant set_at{};
};
BOOST_DESCRIBE_STRUCT(PurchaseCapView, (),
                      (sku_id, version, supplier_id, unpaid_max, buyer_max, address_max, period_days, counts_from,
                       reason, set_at))

struct PurchaseCapPage {
  std::vector<PurchaseCapView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PurchaseCapPage, (), (items, next_cursor))

struct Allowance {
  CapKind cap = CapKind::buyer;
  std::int64_t most = 0;
  std::optional<std::int64_t> taken, allowed;  // not of addresses: the checkout tells
  std::optional<Instant> resets_at;
};
BOOST_DESCRIBE_STRUCT(Allowance, (), (cap, most, taken, allowed, resets_at))

// How much of a SKU the caller may still buy; nothing stands here of a SKU without a cap.
struct PurchaseAllowances {
  SkuId sku_id;
  std::vector<Allowance> caps;
};
BOOST_DESCRIBE_STRUCT(PurchaseAllowances, (), (sku_id, caps))

PurchaseCapView view_of(const CapRow& row);

}  // namespace shanhai::orders
