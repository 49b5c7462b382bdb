#include "services/orders/stock/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void StockRoutes::mount(http::RouteTable& table) {
  table.mount<StockRoutes>(
      *this,
      {{Method::get, "/v1/stock", Access::only({Role::supplier}), &StockRoutes::list,
        Contract("The caller's stock, per SKU and lot").query<StockQuery>().reply<StockPage>(200)},
       {Method::post, "/v1/stock/corrections", Access::only({Role::supplier}), &StockRoutes::correct,
        Contract("A lot was counted other than the books say; which orders can no longer be delivered")
            .body<CorrectionBody>()
            .reply<CorrectionReceipt>(201)
            .idempotent()},
       {Method::get, "/v1/stock/corrections", Access::only({Role::supplier}), &StockRoutes::corrections,
        Contract("The caller's corrections, newest first").query<http::PageQuery>().reply<CorrectionPage>(200)},
       {Method::get, "/v1/stock/shortfall", Access::only({Role::supplier}), &StockRoutes::shortfall,
        Contract("Of what more is promised than there is, and which orders are to be declined for it")
            .reply<ShortfallView>(200)},
       {Method::get, "/v1/storefront-stock/{sku}", Access::anyone(), &StockRoutes::storefront,
        Contract("Whether a SKU can be bought now; of a gift pack as many as what it holds makes")
            .reply<StorefrontStock>(200)},
       {Method::post, "/internal/v1/orders/lot-stock", Access::internal(), &StockRoutes::receive_lot_stock,
        Contract("Take over lot quantity that was put on sale").body<LotTransfer>().reply<TransferReceipt>(200)},
       {Method::post, "/internal/v1/orders/block-lot", Access::internal(), &StockRoutes::block_lot,
        Contract("Stop the sale of a recalled lot").body<LotBlock>().reply<LotBlocked>(200)},
       {Method::post, "/internal/v1/orders/release-lot", Access::internal(), &StockRoutes::release_lot,
        Contract("Sell what is left of a lot whose recall was lifted").body<LotRelease>().reply<LotReleased>(200)},
       {Method::post, "/internal/v1/orders/lot-accounts", Access::internal(), &StockRoutes::lot_accounts,
        Contract("What of lots is accounted for here").body<LotAccountQuery>().reply<LotAccounts>(200)},
       {Method::post, "/internal/v1/orders/recall-reach", Access::internal(), &StockRoutes::recall_reach,
        Contract("How many a recall reaches, and how many were told")
            .body<RecallReachQuery>()
            .reply<RecallReach>(200)}});
}

Task<Result<Response>> StockRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<StockQuery>());
  SH_CO_TRY(auto page, co_await stock_.stock(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> StockRoutes::correct(Request& request) {
  SH_CO_TRY(auto body, request.read_body<CorrectionBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto receipt, co_await stock_.correct(command, std::move(body), *request.idempotency));
  co_return Response::json(201, receipt.value).replayed(receipt.replayed);
}

Task<Result<Response>> StockRoutes::corrections(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await stock_.corrections(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> StockRoutes::shortfall(Request& request) {
  SH_CO_TRY(auto view, co_await stock_.shortfall(request.caller()));
  co_return Response::json(200, view);
}

Task<Result<Response>> StockRoutes::storefront(Request& request) {
  SH_CO_TRY(const auto sku, request.path_id<SkuId>("sku"));
  SH_CO_TRY(auto stock, co_await stock_.storefront(sku));
  co_return Response::json(200, stock).with("Cache-Control", "no-store");
}

Task<Result<Response>> StockRoutes::receive_lot_stock(Request& request) {
  SH_CO_TRY(auto transfer, request.read_body<LotTransfer>());
  SH_CO_TRY(auto receipt, co_await stock_.receive_lot_stock(std::move(transfer)));
  co_return Response::json(200, receipt);
}

Task<Result<Response>> StockRoutes::block_lot(Request& request) {
  SH_CO_TRY(auto block, request.read_body<LotBlock>());
  SH_CO_TRY(auto blocked, co_await stock_.block_lot(std::move(block)));
  co_return Response::json(200, blocked);
}

Task<Result<Response>> StockRoutes::release_lot(Request& request) {
  SH_CO_TRY(auto release, request.read_body<LotRelease>());
  SH_CO_TRY(auto released, co_await stock_.release_lot(std::move(release)));
  co_return Response::json(200, released);
}

Task<Result<Response>> StockRoutes::recall_reach(Request& request) {
  SH_CO_TRY(auto query, request.read_body<RecallReachQuery>());
  SH_CO_TRY(auto reach, co_await stock_.recall_reach(std::move(query)));
  co_return Response::json(200, reach);
}

Task<Result<Response>> StockRoutes::lot_accounts(Request& request) {
  SH_CO_TRY(auto query, request.read_body<LotAccountQuery>());
  SH_CO_TRY(auto accounts, co_await stock_.lot_accounts(std::move(query)));
  co_return Response::json(200, accounts);
}

}  // namespace shanhai::orders
