#include "services/measurement/routes.hpp"

#include "common/http/problem.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void Routes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::agency, Role::platform_operator});
  table.mount<Routes>(
      *this,
      {
          {Method::get, "/v1/measurement/purchases", readers, &Routes::report,
           Contract("Purchase volume of a period, by dimensions").query<ReportQuery>().reply<Report>(200)},
          {Method::get, "/v1/measurement/purchases/lines", readers, &Routes::lines,
           Contract("The order lines behind a figure").query<LinesQuery>().reply<PurchaseLines>(200)},
          {Method::get, "/v1/measurement/households", readers, &Routes::households,
           Contract("Distinct households whose lots were shipped").query<HouseholdQuery>().reply<HouseholdReport>(200)},
          {Method::get, "/v1/measurement/pairings", readers, &Routes::list_pairings,
           Contract("Pairings, dated").reply<PairingList>(200)},
          {Method::put, "/v1/measurement/pairings", Access::only({Role::platform_operator}), &Routes::put_pairing,
           Contract("Enter or replace one pairing; If-Match names the list that was read")
               .body<PairingEntry>()
               .conditional()
               .reply<PairingList>(200)},
          {Method::post, "/internal/v1/measurement/totals", Access::internal(), &Routes::totals,
           Contract("Everything counted, per measure").body<TotalsQuery>().reply<MeasureTotals>(200)},
      });
}

Task<Result<Response>> Routes::report(Request& request) {
  SH_CO_TRY(auto query, request.read_query<ReportQuery>());
  SH_CO_TRY(auto report, co_await service_.report(request.caller(), std::move(query)));
  co_return Response::json(200, report);
}

Task<Result<Response>> Routes::lines(Request& request) {
  SH_CO_TRY(auto query, request.read_query<LinesQuery>());
  SH_CO_TRY(auto page, co_await service_.lines(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> Routes::households(Request& request) {
  SH_CO_TRY(auto query, request.read_query<HouseholdQuery>());
  SH_CO_TRY(auto report, co_await service_.households(request.caller(), std::move(query)));
  co_return Response::json(200, report);
}

Task<Result<Response>> Routes::list_pairings(Request&) {
  SH_CO_TRY(auto list, co_await service_.pairings());
  co_return Response::json(200, list).etag(list.version);
}

Task<Result<Response>> Routes::put_pairing(Request& request) {
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto entry, request.read_body<PairingEntry>());
  SH_CO_TRY(auto list, co_await service_.put_pairing(request.caller(), std::move(entry), version));
  co_return Response::json(200, list).etag(list.version);
}

Task<Result<Response>> Routes::totals(Request& request) {
  SH_CO_TRY(auto query, request.read_body<TotalsQuery>());
  SH_CO_TRY(auto totals, co_await service_.totals(query));
  co_return Response::json(200, totals);
}

void register_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"region_not_known", "机构没有登记有效的统计区域", "The organisation has no known region to measure"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement
