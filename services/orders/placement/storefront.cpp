#include "services/orders/placement/storefront.hpp"

#include "services/orders/placement/terms.hpp"

namespace shanhai::orders {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

Result<StorefrontSale> read_sale(db::Tx& tx, SkuId sku) {
  StorefrontSale none;
  none.sku_id = sku;
  const auto stock = store::find_stock(tx, sku);
  if (!stock || !has_conditions(*stock)) return none;
  return shown(*stock, read_terms(tx, {{sku, *stock}}, {}), tx.now());
}

}  // namespace

void StorefrontSales::mount(http::RouteTable& table) {
  table.mount<StorefrontSales>(
      *this,
      {{Method::get, "/v1/storefront-sales/{sku}", Access::anyone(), &StorefrontSales::show,
        Contract("Under which conditions a SKU is sold now: how much one buyer may take, whether it is a presale "
                 "and when it ships, whether there is a rush and how to join it")
            .reply<StorefrontSale>(200)}});
}

Task<Result<StorefrontSale>> StorefrontSales::sale(SkuId sku) {
  auto read = [sku](db::Tx& tx) { return read_sale(tx, sku); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<Response>> StorefrontSales::show(Request& request) {
  SH_CO_TRY(const auto sku, request.path_id<SkuId>("sku"));
  SH_CO_TRY(auto view, co_await sale(sku));
  co_return Response::json(200, view).with("Cache-Control", "no-store");
}

}  // namespace shanhai::orders
