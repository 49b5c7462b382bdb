#include "services/traceability/graph/routes.hpp"

#include "common/json/print_to.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

// A lot is shown with what went into it: thousands of members.
template <class T>
Response answer(const T& value) {
  constexpr std::size_t kUsual = 96'000;
  std::string text;
  text.reserve(kUsual);
  json::print_to(text, value);
  return Response::of(200, "application/json", std::move(text));
}

}  // namespace

void LotTraceRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount<LotTraceRoutes>(
      *this,
      {
          {Method::get, "/v1/lots/{lot}/trace", supplier, &LotTraceRoutes::trace,
           Contract("Where a lot comes from and where it went: back to households, on to order lines, with what "
                    "captured events add; totals of all, and the first of each list")
               .query<LotTraceQuery>()
               .reply<LotTrace>(200)},
          {Method::get, "/v1/lots/{lot}/trace/made-of", supplier, &LotTraceRoutes::made_of,
           Contract("Lots behind a lot, over all transformations, the youngest first")
               .query<TraceListQuery>()
               .reply<TracedLotPage>(200)},
          {Method::get, "/v1/lots/{lot}/trace/made-into", supplier, &LotTraceRoutes::made_into,
           Contract("Lots made of a lot, over all transformations, the oldest first")
               .query<TraceListQuery>()
               .reply<TracedLotPage>(200)},
          {Method::get, "/v1/lots/{lot}/trace/households", supplier, &LotTraceRoutes::households,
           Contract("Households behind a lot, by pseudonym").query<TraceListQuery>().reply<TracedHouseholdPage>(200)},
          {Method::get, "/v1/lots/{lot}/trace/order-lines", supplier, &LotTraceRoutes::order_lines,
           Contract("Order lines in whose parcels units of a lot are, or of what was made of it")
               .query<TraceListQuery>()
               .reply<TracedLinePage>(200)},
      });
}

Task<Result<Response>> LotTraceRoutes::trace(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto query, request.read_query<LotTraceQuery>());
  SH_CO_TRY(const auto trace, co_await service_.trace(request.caller(), lot, query));
  co_return answer(trace);
}

Task<Result<Response>> LotTraceRoutes::made_of(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto query, request.read_query<TraceListQuery>());
  SH_CO_TRY(const auto page, co_await service_.made_of(request.caller(), lot, std::move(query)));
  co_return answer(page).next_page(request, page.next_cursor);
}

Task<Result<Response>> LotTraceRoutes::made_into(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto query, request.read_query<TraceListQuery>());
  SH_CO_TRY(const auto page, co_await service_.made_into(request.caller(), lot, std::move(query)));
  co_return answer(page).next_page(request, page.next_cursor);
}

Task<Result<Response>> LotTraceRoutes::households(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto query, request.read_query<TraceListQuery>());
  SH_CO_TRY(const auto page, co_await service_.households(request.caller(), lot, std::move(query)));
  co_return answer(page).next_page(request, page.next_cursor);
}

Task<Result<Response>> LotTraceRoutes::order_lines(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto query, request.read_query<TraceListQuery>());
  SH_CO_TRY(const auto page, co_await service_.order_lines(request.caller(), lot, std::move(query)));
  co_return answer(page).next_page(request, page.next_cursor);
}

}  // namespace shanhai::traceability
