#include "services/orders/settlement/routes.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void SettlementRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::supplier, Role::platform_operator});
  table.mount<SettlementRoutes>(
      *this,
      {{Method::get, "/v1/settlement/accounts", readers, &SettlementRoutes::account,
        Contract("What is owed to a supplier").query<AccountQuery>().reply<SettlementAccount>(200)},
       {Method::get, "/v1/settlement/entries", readers, &SettlementRoutes::entries,
        Contract("The ledger entries of a supplier, newest first").query<EntryQuery>().reply<SettlementPage>(200)},
       {Method::get, "/v1/settlement/balances", Access::only({Role::platform_operator}), &SettlementRoutes::balances,
        Contract("The ledger's balance by account; they sum to zero").reply<LedgerBalances>(200)}});
}

Task<Result<Response>> SettlementRoutes::account(Request& request) {
  SH_CO_TRY(auto query, request.read_query<AccountQuery>());
  SH_CO_TRY(auto account, co_await settlement_.account(request.caller(), query));
  co_return Response::json(200, account);
}

Task<Result<Response>> SettlementRoutes::entries(Request& request) {
  SH_CO_TRY(auto query, request.read_query<EntryQuery>());
  SH_CO_TRY(auto page, co_await settlement_.entries(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> SettlementRoutes::balances(Request&) {
  SH_CO_TRY(auto balances, co_await settlement_.balances());
  co_return Response::json(200, balances);
}

}  // namespace shanhai::orders
