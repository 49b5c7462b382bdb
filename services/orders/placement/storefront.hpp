// GET /v1/storefront-sales/{sku}: under which conditions a SKU is sold now, for who thinks of buying it.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/admission/views.hpp"
#include "services/orders/caps/views.hpp"
#include "services/orders/context.hpp"
#include "services/orders/presale/views.hpp"

namespace shanhai::orders {

struct StorefrontSale {
  SkuId sku_id;
  std::optional<PurchaseCapView> purchase_cap;
  std::optional<PresaleView> presale;  // announced or open: what is sold is not there yet
  std::optional<RushView> rush;        // announced or running
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
