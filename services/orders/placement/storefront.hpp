// GET /v1/storefront-sales/{sku}: under which conditions a SKU is sold now, for who thinks of buying it.
//
// Anybody may read it, so it has members of its own: what suppliers wrote to say why may name a person.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

struct StorefrontCap {
  std::optional<std::int64_t> unpaid_max, buyer_max, address_max, period_days;
  std::optional<Instant> counts_from;  // when the first period began
};
BOOST_DESCRIBE_STRUCT(StorefrontCap, (), (unpaid_max, buyer_max, address_max, period_days, counts_from))

struct StorefrontPresale {
  PresaleId presale_id;
  std::int64_t allotment = 0, left = 0;  // units
  Instant starts_at{}, ends_at{};
  Date ships_from{}, ships_by{};
};
BOOST_DESCRIBE_STRUCT(StorefrontPresale, (), (presale_id, allotment, left, starts_at, ends_at, ships_from, ships_by))

struct StorefrontRush {
  RushId rush_id;
  Instant joins_from{}, starts_at{}, ends_at{};
  std::int64_t admitted_per_minute = 0, window_seconds = 0;
  std::string seed_digest;    // SHA-256 of the draw's seed, hexadecimal
  std::int64_t numbered = 0;  // places given
  std::int64_t admitted = 0;  // places let in
};
BOOST_DESCRIBE_STRUCT(StorefrontRush, (),
                      (rush_id, joins_from, starts_at, ends_at, admitted_per_minute, window_seconds, seed_digest,
                       numbered, admitted))

struct StorefrontSale {
  SkuId sku_id;
  std::optional<StorefrontCap> purchase_cap;
  std::optional<StorefrontPresale> presale;  // announced or open: what is sold is not there yet
  std::optional<StorefrontRush> rush;        // announced or running
};
BOOST_DESCRIBE_STRUCT(StorefrontSale, (), (sku_id, purchase_cap, presale, rush))

class StorefrontSales {
 public:
  explicit StorefrontSales(Context& context) : context_(context) {}
  void mount(http::RouteTable& table);
  Task<Result<StorefrontSale>> sale(SkuId sku);  // a SKU without conditions has none

 private:
  Task<Result<http::Response>> show(http::Request& request);

  Context& context_;
};

}  // namespace shanhai::orders
