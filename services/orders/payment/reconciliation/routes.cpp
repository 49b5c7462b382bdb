#include "services/orders/payment/reconciliation/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {
namespace {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t kBillLimit = 16 << 20;

}  // namespace

void ReconciliationRoutes::mount(http::RouteTable& table) {
  const auto operators = Access::only({Role::platform_operator});
  table.mount<ReconciliationRoutes>(
      *this,
      {{Method::post, "/v1/reconciliation/bills", operators, &ReconciliationRoutes::import,
        Contract("Import a channel's bill of one day and compare it with our books")
            .query<BillQuery>()
            .raw_body("text/csv", kBillLimit)
            .reply<BillView>(201)
            .idempotent()},
       {Method::post, "/v1/reconciliation/bills/fetch", operators, &ReconciliationRoutes::fetch,
        Contract("Fetch WeChat Pay's bill of one day, import it and compare it")
            .body<BillQuery>()
            .reply<BillView>(201)
            .idempotent()},
       {Method::get, "/v1/reconciliation/bills", operators, &ReconciliationRoutes::bills,
        Contract("Imported bills of a channel, newest day first").query<BillsQuery>().reply<BillPage>(200)},
       {Method::get, "/v1/reconciliation/differences", operators, &ReconciliationRoutes::differences,
        Contract("Where bills and our books disagree").query<DifferenceQuery>().reply<DifferencePage>(200)},
       {Method::post, "/v1/reconciliation/differences/{difference}/resolve", operators, &ReconciliationRoutes::resolve,
        Contract("Say what became of a difference").body<ResolveBody>().reply<DifferenceView>(200).idempotent()},
       {Method::post, "/v1/reconciliation/differences/{difference}/ask-channel", operators, &ReconciliationRoutes::ask,
        Contract("Ask the channel about it once more; what it says is booked")
            .reply<DifferenceView>(200)
            .idempotent()}});
}

Task<Result<Response>> ReconciliationRoutes::import(Request& request) {
  SH_CO_TRY(auto query, request.read_query<BillQuery>());
  const auto command = command_of(request);
  SH_CO_TRY(auto bill, co_await reconciliation_.import(command, query, request.body, *request.idempotency));
  co_return Response::json(201, bill.value).replayed(bill.replayed);
}

Task<Result<Response>> ReconciliationRoutes::fetch(Request& request) {
  SH_CO_TRY(auto wanted, request.read_body<BillQuery>());
  const auto command = command_of(request);
  SH_CO_TRY(auto bill, co_await reconciliation_.fetch(command, wanted, *request.idempotency));
  co_return Response::json(201, bill.value).replayed(bill.replayed);
}

Task<Result<Response>> ReconciliationRoutes::bills(Request& request) {
  SH_CO_TRY(auto query, request.read_query<BillsQuery>());
  SH_CO_TRY(auto page, co_await reconciliation_.bills(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ReconciliationRoutes::differences(Request& request) {
  SH_CO_TRY(auto query, request.read_query<DifferenceQuery>());
  SH_CO_TRY(auto page, co_await reconciliation_.differences(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ReconciliationRoutes::resolve(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<BillDifferenceId>("difference"));
  SH_CO_TRY(auto body, request.read_body<ResolveBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto row, co_await reconciliation_.resolve(command, id, body.reason.str(), *request.idempotency));
  co_return Response::json(200, row.value).replayed(row.replayed);
}

Task<Result<Response>> ReconciliationRoutes::ask(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<BillDifferenceId>("difference"));
  const auto command = command_of(request);
  SH_CO_TRY(auto row, co_await reconciliation_.ask(command, id, *request.idempotency));
  co_return Response::json(200, row.value).replayed(row.replayed);
}

}  // namespace shanhai::orders
