#include "services/measurement/routes.hpp"

#include "common/http/problem.hpp"

namespace shanhai::measurement {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void Routes::mount(http::RouteTable& table) {
  table.mount<Routes>(
      *this, {{Method::post, "/internal/v1/measurement/totals", Access::internal(), &Routes::totals,
               Contract("Everything counted, per measure").body<TotalsQuery>().reply<MeasureTotals>(200)},
              {Method::post, "/internal/v1/measurement/line-volumes", Access::internal(), &Routes::line_volumes,
               Contract("What is counted of lines of orders").body<LineVolumeQuery>().reply<LineVolumes>(200)}});
}

Task<Result<Response>> Routes::totals(Request& request) {
  SH_CO_TRY(auto query, request.read_body<TotalsQuery>());
  SH_CO_TRY(auto totals, co_await service_.totals(query));
  co_return Response::json(200, totals);
}

Task<Result<Response>> Routes::line_volumes(Request& request) {
  SH_CO_TRY(auto query, request.read_body<LineVolumeQuery>());
  SH_CO_TRY(auto volumes, co_await service_.line_volumes(std::move(query)));
  co_return Response::json(200, volumes);
}

void register_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"region_not_known", "机构没有登记有效的统计区域", "The organisation has no known region to measure"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement
