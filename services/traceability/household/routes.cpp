#include "services/traceability/household/routes.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void HouseholdRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount<HouseholdRoutes>(*this, {
                                          {Method::post, "/v1/households", supplier, &HouseholdRoutes::add,
                                           Contract("Enter a household that delivers; only its pseudonym ever leaves")
                                               .body<HouseholdEntry>()
                                               .reply<HouseholdReceipt>(201)},
                                          {Method::get, "/v1/households", supplier, &HouseholdRoutes::list,
                                           Contract("One's own households with their names; the reading is audited")
                                               .query<ListQuery>()
                                               .reply<HouseholdPage>(200)},
                                      });
}

Task<Result<Response>> HouseholdRoutes::add(Request& request) {
  SH_CO_TRY(auto entry, request.read_body<HouseholdEntry>());
  SH_CO_TRY(const auto receipt, co_await service_.add(request.caller(), std::move(entry)));
  co_return Response::json(201, receipt);
}

Task<Result<Response>> HouseholdRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<ListQuery>());
  SH_CO_TRY(const auto page, co_await service_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

}  // namespace shanhai::traceability
