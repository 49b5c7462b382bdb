#include "services/traceability/lot/routes.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void LotRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount<LotRoutes>(
      *this,
      {
          {Method::post, "/v1/lots", supplier, &LotRoutes::record,
           Contract("Record a lot: what households delivered, or what was made of other lots")
               .body<LotEntry>()
               .reply<LotView>(201)
               .idempotent()},
          {Method::get, "/v1/lots", supplier, &LotRoutes::list,
           Contract("One's own lots, newest first").query<LotQuery>().reply<LotPage>(200)},
          {Method::get, "/v1/lots/{lot}", supplier, &LotRoutes::get,
           Contract("A lot and its balance").reply<LotView>(200)},
          {Method::post, "/v1/lots/{lot}/corrections", supplier, &LotRoutes::correct,
           Contract("Correct a quantity that was recorded wrongly, by appended events")
               .body<CorrectionEntry>()
               .reply<LotView>(200)
               .idempotent()},
          {Method::post, "/v1/lots/{lot}/write-offs", supplier, &LotRoutes::write_off,
           Contract("Take away what will neither be sold nor made into anything")
               .body<WriteOffEntry>()
               .reply<LotView>(200)
               .idempotent()},
          {Method::get, "/v1/lots/{lot}/adjustments", supplier, &LotRoutes::adjustments,
           Contract("Corrections and write-offs of a lot, and what was refused of it").reply<AdjustmentList>(200)},
          {Method::post, "/v1/yield-limits", Access::only({auth::Role::platform_operator}), &LotRoutes::limit_yield,
           Contract("How much of what goes into a process may come out of it, from a day on")
               .body<YieldLimitEntry>()
               .reply<YieldLimitView>(201)},
          {Method::get, "/v1/yield-limits",
           Access::only(
               {auth::Role::supplier, auth::Role::county_reviewer, auth::Role::agency, auth::Role::platform_operator}),
           &LotRoutes::yield_limits, Contract("All yield limits there ever were").reply<YieldLimitList>(200)},
      });
}

Task<Result<Response>> LotRoutes::record(Request& request) {
  SH_CO_TRY(auto entry, request.read_body<LotEntry>());
  SH_CO_TRY(const auto view,
            co_await service_.record(request.caller(), *request.idempotency, std::move(entry), request.trace.trace_id));
  co_return Response::json(201, view.value)
      .etag(view.value.version)
      .replayed(view.replayed)
      .with("Location", "/v1/lots/" + view.value.lot_id.str());
}

Task<Result<Response>> LotRoutes::correct(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto entry, request.read_body<CorrectionEntry>());
  SH_CO_TRY(const auto view, co_await service_.correct(request.caller(), *request.idempotency, id, std::move(entry),
                                                       request.trace.trace_id));
  co_return Response::json(200, view.value).etag(view.value.version).replayed(view.replayed);
}

Task<Result<Response>> LotRoutes::write_off(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto entry, request.read_body<WriteOffEntry>());
  SH_CO_TRY(const auto view, co_await service_.write_off(request.caller(), *request.idempotency, id, std::move(entry),
                                                         request.trace.trace_id));
  co_return Response::json(200, view.value).etag(view.value.version).replayed(view.replayed);
}

Task<Result<Response>> LotRoutes::adjustments(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto list, co_await service_.adjustments(request.caller(), id));
  co_return Response::json(200, list);
}

Task<Result<Response>> LotRoutes::limit_yield(Request& request) {
  SH_CO_TRY(auto entry, request.read_body<YieldLimitEntry>());
  SH_CO_TRY(const auto view, co_await service_.limit_yield(request.caller(), std::move(entry)));
  co_return Response::json(201, view);
}

Task<Result<Response>> LotRoutes::yield_limits(Request&) {
  SH_CO_TRY(const auto list, co_await service_.yield_limits());
  co_return Response::json(200, list);
}

Task<Result<Response>> LotRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<LotQuery>());
  SH_CO_TRY(const auto page, co_await service_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> LotRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto view, co_await service_.get(request.caller(), id));
  co_return Response::json(200, view).etag(view.version);
}

}  // namespace shanhai::traceability
