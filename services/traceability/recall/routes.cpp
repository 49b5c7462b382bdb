#include "services/traceability/recall/routes.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

int status_of(const RecallView& view) { return view.state == RecallState::confirmed ? 200 : 202; }

}  // namespace

void RecallRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount<RecallRoutes>(
      *this,
      {
          {Method::post, "/v1/lots/{lot}/recall", supplier, &RecallRoutes::recall,
           Contract("Recall a lot with all that was made of it; 200 once nothing of it can be "
                    "packed or sold, 202 until then")
               .body<RecallEntry>()
               .reply<RecallView>(200)
               .reply<RecallView>(202)
               .idempotent()},
          {Method::get, "/v1/lots/{lot}/recall", supplier, &RecallRoutes::get,
           Contract("What a recall of the lot reaches, before it and after: lots, unsold stock, "
                    "parcels, orders; and how far it has come")
               .reply<RecallView>(200)},
          {Method::get, "/v1/lots/{lot}/recall/orders", supplier, &RecallRoutes::orders,
           Contract("All orders that a recall of the lot reaches")
               .query<RecallOrdersQuery>()
               .reply<RecallOrdersPage>(200)},
          {Method::get, "/v1/lots/{lot}/recall/notices", supplier, &RecallRoutes::notices,
           Contract("How many buyers a recall of the lot reaches, and how many were told").reply<RecallNotices>(200)},
      });
}

Task<Result<Response>> RecallRoutes::recall(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto entry, request.read_body<RecallEntry>());
  SH_CO_TRY(const auto view, co_await service_.recall(request.caller(), *request.idempotency, lot, std::move(entry),
                                                      request.trace.trace_id));
  co_return Response::json(status_of(view.value), view.value).replayed(view.replayed);
}

Task<Result<Response>> RecallRoutes::get(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto view, co_await service_.get(request.caller(), lot));
  co_return Response::json(200, view);
}

Task<Result<Response>> RecallRoutes::orders(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto query, request.read_query<RecallOrdersQuery>());
  SH_CO_TRY(const auto page, co_await service_.orders(request.caller(), lot, std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> RecallRoutes::notices(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto notices, co_await service_.notices(request.caller(), lot));
  co_return Response::json(200, notices);
}

}  // namespace shanhai::traceability
