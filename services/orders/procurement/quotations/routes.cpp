#include "services/orders/procurement/quotations/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void QuotationRoutes::mount(http::RouteTable& table) {
  const auto suppliers = Access::only({Role::supplier});
  const auto parties = Access::only({Role::buyer_unit, Role::supplier, Role::platform_operator});
  table.mount<QuotationRoutes>(
      *this, {{Method::post, "/v1/procurement/rfqs/{rfq}/quotations", suppliers, &QuotationRoutes::submit,
               Contract("Answer a request with goods of one's own at prices that stay; anew until the deadline")
                   .body<QuotationBody>()
                   .reply<QuotationView>(201)
                   .idempotent()},
              {Method::get, "/v1/procurement/rfqs/{rfq}/quotations", parties, &QuotationRoutes::list_of_rfq,
               Contract("Quotations for a request; sealed ones from the deadline on, a supplier's own always")
                   .query<http::PageQuery>()
                   .reply<QuotationPage>(200)},
              {Method::get, "/v1/procurement/quotations", suppliers, &QuotationRoutes::list,
               Contract("The supplier's quotations, newest first").query<http::PageQuery>().reply<QuotationPage>(200)},
              {Method::get, "/v1/procurement/quotations/{quotation}", parties, &QuotationRoutes::get,
               Contract("One quotation").reply<QuotationView>(200)},
              {Method::post, "/v1/procurement/quotations/{quotation}/withdraw", suppliers, &QuotationRoutes::withdraw,
               Contract("Take a quotation back that was not accepted")
                   .body<QuotationReasonBody>()
                   .reply<QuotationView>(200)}});
}

Task<Result<Response>> QuotationRoutes::submit(Request& request) {
  SH_CO_TRY(const auto rfq, request.path_id<RfqId>("rfq"));
  SH_CO_TRY(auto body, request.read_body<QuotationBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await quotations_.submit(command, rfq, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> QuotationRoutes::list_of_rfq(Request& request) {
  SH_CO_TRY(const auto rfq, request.path_id<RfqId>("rfq"));
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await quotations_.of_rfq(request.caller(), rfq, std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> QuotationRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await quotations_.quotations(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> QuotationRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<QuotationId>("quotation"));
  SH_CO_TRY(auto view, co_await quotations_.quotation(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> QuotationRoutes::withdraw(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<QuotationId>("quotation"));
  SH_CO_TRY(auto body, request.read_body<QuotationReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await quotations_.withdraw(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

}  // namespace shanhai::orders
