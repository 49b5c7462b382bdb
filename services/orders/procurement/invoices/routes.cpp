#include "services/orders/procurement/invoices/routes.hpp"

#include "common/http/attachment.hpp"
#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void InvoiceRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::buyer_unit});
  const auto suppliers = Access::only({Role::supplier});
  const auto parties = Access::only({Role::buyer_unit, Role::supplier, Role::platform_operator});
  table.mount<InvoiceRoutes>(
      *this, {{Method::post, "/v1/invoices", buyers, &InvoiceRoutes::ask,
               Contract("Ask a supplier for a fapiao over orders that were accepted or paid")
                   .body<InvoiceBody>()
                   .reply<InvoiceView>(201)
                   .idempotent()},
              {Method::get, "/v1/invoices", parties, &InvoiceRoutes::list,
               Contract("The caller's fapiao and requests for them, newest first")
                   .query<http::PageQuery>()
                   .reply<InvoicePage>(200)},
              {Method::get, "/v1/invoices/{invoice}", parties, &InvoiceRoutes::get,
               Contract("One fapiao, or the request for it").reply<InvoiceView>(200)},
              {Method::get, "/v1/invoices/{invoice}/file", parties, &InvoiceRoutes::document,
               Contract("The fapiao's file as it was handed in").reply_media(200, "*/*")},
              {Method::post, "/v1/invoices/{invoice}/issue", suppliers, &InvoiceRoutes::issue,
               Contract("Record the fapiao that was issued").body<IssueBody>().reply<InvoiceView>(200).idempotent()},
              {Method::post, "/v1/invoices/{invoice}/correct", suppliers, &InvoiceRoutes::correct,
               Contract("Record the red-letter fapiao that takes back what was refunded, or all of a wrong one")
                   .body<CorrectBody>()
                   .reply<InvoiceView>(201)
                   .idempotent()},
              {Method::post, "/v1/invoices/{invoice}/refuse", suppliers, &InvoiceRoutes::refuse,
               Contract("Refuse a request for a fapiao").body<InvoiceReasonBody>().reply<InvoiceView>(200)},
              {Method::post, "/v1/invoices/{invoice}/cancel", buyers, &InvoiceRoutes::cancel,
               Contract("Take a request for a fapiao back").body<InvoiceReasonBody>().reply<InvoiceView>(200)}});
}

Task<Result<Response>> InvoiceRoutes::ask(Request& request) {
  SH_CO_TRY(auto body, request.read_body<InvoiceBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await invoices_.request(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> InvoiceRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await invoices_.invoices(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> InvoiceRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<InvoiceId>("invoice"));
  SH_CO_TRY(auto view, co_await invoices_.invoice(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> InvoiceRoutes::document(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<InvoiceId>("invoice"));
  SH_CO_TRY(auto document, co_await invoices_.document(request.caller(), id));
  co_return http::attachment(std::move(document.media_type), document.name, std::move(document.bytes));
}

Task<Result<Response>> InvoiceRoutes::issue(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<InvoiceId>("invoice"));
  SH_CO_TRY(auto body, request.read_body<IssueBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await invoices_.issue(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

Task<Result<Response>> InvoiceRoutes::correct(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<InvoiceId>("invoice"));
  SH_CO_TRY(auto body, request.read_body<CorrectBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await invoices_.correct(command, id, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> InvoiceRoutes::refuse(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<InvoiceId>("invoice"));
  SH_CO_TRY(auto body, request.read_body<InvoiceReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await invoices_.refuse(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> InvoiceRoutes::cancel(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<InvoiceId>("invoice"));
  SH_CO_TRY(auto body, request.read_body<InvoiceReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await invoices_.cancel(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

}  // namespace shanhai::orders
