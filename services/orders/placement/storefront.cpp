#include "services/orders/placement/storefront.hpp"

#include "services/orders/admission/views.hpp"
#include "services/orders/caps/views.hpp"
#include "services/orders/presale/views.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

StorefrontCap shown(const PurchaseCapView& cap) {
  return {cap.unpaid_max, cap.buyer_max, cap.address_max, cap.period_days, cap.counts_from};
}

StorefrontPresale shown(const PresaleView& sale) {
  return {sale.presale_id, sale.allotment, sale.left, sale.starts_at, sale.ends_at, sale.ships_from, sale.ships_by};
}

StorefrontRush shown(const RushView& rush) {
  return {rush.rush_id,        rush.joins_from,  rush.starts_at, rush.ends_at, rush.admitted_per_minute,
          rush.window_seconds, rush.seed_digest, rush.numbered,  rush.admitted};
}

Result<StorefrontSale> read_sale(db::Tx& tx, SkuId sku) {
  StorefrontSale out;
  out.sku_id = sku;
  const auto stock = store::find_stock(tx, sku);
  if (!stock) return out;
  if (const auto cap = store::find_cap(tx, sku, stock->cap_version)) out.purchase_cap = shown(view_of(*cap));
  if (stock->open_presale) {
    SH_TRY(const auto presale, store::get_presale(tx, *stock->open_presale, std::nullopt));
    out.presale = shown(view_of(presale));
  }
  if (stock->rush) {
    SH_TRY(const auto rush, store::get_rush(tx, *stock->rush, std::nullopt));
    if (!rush.over(tx.now())) out.rush = shown(view_of(rush, tx.now()));
  }
  return out;
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
