#include "services/orders/settlement/routes.hpp"

#include "common/http/attachment.hpp"
#include "services/orders/commands.hpp"

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
       {Method::get, "/v1/settlement/statements", readers, &SettlementRoutes::statement,
        Contract("A supplier's statement for days in China: opening balance, every entry, closing balance")
            .query<StatementQuery>()
            .reply<StatementView>(200)},
       {Method::get, "/v1/settlement/statements/file", readers, &SettlementRoutes::statement_file,
        Contract("The statement as a file: CSV or XLSX")
            .query<StatementExportQuery>()
            .reply_media(200, "text/csv; charset=utf-8")
            .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")},
       {Method::get, "/v1/settlement/balances", Access::only({Role::platform_operator}), &SettlementRoutes::balances,
        Contract("The ledger's balance by account; they sum to zero").reply<LedgerBalances>(200)}});
  mount_payouts(table);
}

void SettlementRoutes::mount_payouts(http::RouteTable& table) {
  const auto readers = Access::only({Role::supplier, Role::platform_operator});
  const auto operators = Access::only({Role::platform_operator});
  table.mount<SettlementRoutes>(
      *this,
      {{Method::post, "/v1/settlement/payout-accounts", Access::only({Role::supplier}), &SettlementRoutes::add_account,
        Contract("Register the bank account that the caller's supplier is paid to; it holds once it is approved, or "
                 "after some days")
            .body<PayoutAccountBody>()
            .reply<PayoutAccountView>(201)
            .idempotent()},
       {Method::get, "/v1/settlement/payout-accounts", readers, &SettlementRoutes::list_accounts,
        Contract("Registered bank accounts, masked, newest first")
            .query<PayoutAccountQuery>()
            .reply<PayoutAccountPage>(200)},
       {Method::post, "/v1/settlement/payout-accounts/{payout_account}/approve", operators,
        &SettlementRoutes::approve_account,
        Contract("Approve a bank account that waits").body<PayoutDecisionBody>().reply<PayoutAccountView>(200)},
       {Method::post, "/v1/settlement/payout-accounts/{payout_account}/refuse", readers,
        &SettlementRoutes::refuse_account,
        Contract("Refuse a bank account that waits, or withdraw one's own")
            .body<PayoutDecisionBody>()
            .reply<PayoutAccountView>(200)},
       {Method::post, "/v1/settlement/payout-batches", operators, &SettlementRoutes::make_batch,
        Contract("Pay out what is payable to suppliers")
            .body<PayoutBatchBody>()
            .reply<PayoutBatchView>(201)
            .idempotent()},
       {Method::get, "/v1/settlement/payout-batches", operators, &SettlementRoutes::list_batches,
        Contract("Payout batches, newest first").query<http::PageQuery>().reply<PayoutBatchPage>(200)},
       {Method::get, "/v1/settlement/payout-batches/{payout_batch}", operators, &SettlementRoutes::get_batch,
        Contract("One payout batch with its payouts").reply<PayoutBatchView>(200)},
       {Method::post, "/v1/settlement/payout-batches/{payout_batch}/export", operators, &SettlementRoutes::export_batch,
        Contract("The batch's file for the bank; the same bytes every time, and recorded every time")
            .reply_media(200, "text/csv; charset=utf-8")},
       {Method::get, "/v1/settlement/payouts", readers, &SettlementRoutes::list_payouts,
        Contract("Payouts, newest first").query<PayoutQuery>().reply<PayoutPage>(200)},
       {Method::get, "/v1/settlement/payouts/{payout}", readers, &SettlementRoutes::get_payout,
        Contract("One payout").reply<PayoutView>(200)},
       {Method::get, "/v1/settlement/payouts/{payout}/entries", readers, &SettlementRoutes::list_covered,
        Contract("The ledger entries that a payout covers").query<http::PageQuery>().reply<CoveredEntryPage>(200)},
       {Method::post, "/v1/settlement/payouts/{payout}/confirm", operators, &SettlementRoutes::confirm_payout,
        Contract("The bank paid it").body<ConfirmPayoutBody>().reply<PayoutView>(200).idempotent()},
       {Method::post, "/v1/settlement/payouts/{payout}/fail", operators, &SettlementRoutes::fail_payout,
        Contract("The bank did not pay it, or sent it back: it is payable again")
            .body<FailPayoutBody>()
            .reply<PayoutView>(200)
            .idempotent()}});
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

Task<Result<Response>> SettlementRoutes::statement(Request& request) {
  SH_CO_TRY(auto query, request.read_query<StatementQuery>());
  SH_CO_TRY(auto statement, co_await statements_.statement(request.caller(), std::move(query)));
  co_return Response::json(200, statement).next_page(request, statement.next_cursor);
}

Task<Result<Response>> SettlementRoutes::statement_file(Request& request) {
  SH_CO_TRY(auto query, request.read_query<StatementExportQuery>());
  SH_CO_TRY(auto file, co_await statements_.file(request.caller(), query));
  co_return http::attachment(std::move(file.media_type), file.name, std::move(file.bytes));
}

Task<Result<Response>> SettlementRoutes::add_account(Request& request) {
  SH_CO_TRY(auto body, request.read_body<PayoutAccountBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto account, co_await accounts_.add(command, std::move(body), *request.idempotency));
  co_return Response::json(201, account.value).replayed(account.replayed);
}

Task<Result<Response>> SettlementRoutes::list_accounts(Request& request) {
  SH_CO_TRY(auto query, request.read_query<PayoutAccountQuery>());
  SH_CO_TRY(auto page, co_await accounts_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> SettlementRoutes::approve_account(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutAccountId>("payout_account"));
  SH_CO_TRY(auto body, request.read_body<PayoutDecisionBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto account, co_await accounts_.approve(command, id, body.reason.str()));
  co_return Response::json(200, account);
}

Task<Result<Response>> SettlementRoutes::refuse_account(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutAccountId>("payout_account"));
  SH_CO_TRY(auto body, request.read_body<PayoutDecisionBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto account, co_await accounts_.refuse(command, id, body.reason.str()));
  co_return Response::json(200, account);
}

Task<Result<Response>> SettlementRoutes::make_batch(Request& request) {
  SH_CO_TRY(auto body, request.read_body<PayoutBatchBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto batch, co_await payouts_.make_batch(command, std::move(body), *request.idempotency));
  co_return Response::json(201, batch.value).replayed(batch.replayed);
}

Task<Result<Response>> SettlementRoutes::list_batches(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await payouts_.batches(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> SettlementRoutes::get_batch(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutBatchId>("payout_batch"));
  SH_CO_TRY(auto batch, co_await payouts_.batch(id));
  co_return Response::json(200, batch);
}

Task<Result<Response>> SettlementRoutes::export_batch(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutBatchId>("payout_batch"));
  const auto command = command_of(request);
  SH_CO_TRY(auto file, co_await payouts_.export_batch(command, id));
  const auto name = id.str() + ".csv";
  co_return http::attachment("text/csv", name, std::move(file));
}

Task<Result<Response>> SettlementRoutes::list_payouts(Request& request) {
  SH_CO_TRY(auto query, request.read_query<PayoutQuery>());
  SH_CO_TRY(auto page, co_await payouts_.payouts(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> SettlementRoutes::get_payout(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutId>("payout"));
  SH_CO_TRY(auto payout, co_await payouts_.payout(request.caller(), id));
  co_return Response::json(200, payout);
}

Task<Result<Response>> SettlementRoutes::list_covered(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutId>("payout"));
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await payouts_.entries(request.caller(), id, std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> SettlementRoutes::confirm_payout(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutId>("payout"));
  SH_CO_TRY(auto body, request.read_body<ConfirmPayoutBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto payout, co_await payouts_.confirm(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, payout.value).replayed(payout.replayed);
}

Task<Result<Response>> SettlementRoutes::fail_payout(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PayoutId>("payout"));
  SH_CO_TRY(auto body, request.read_body<FailPayoutBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto payout, co_await payouts_.fail(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, payout.value).replayed(payout.replayed);
}

}  // namespace shanhai::orders
