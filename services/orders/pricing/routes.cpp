#include "services/orders/pricing/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void TermsRoutes::mount(http::RouteTable& table) {
  const auto suppliers = Access::only({Role::supplier});
  table.mount<TermsRoutes>(
      *this,
      {{Method::post, "/v1/freight-terms", suppliers, &TermsRoutes::set_freight,
        Contract("New terms of carriage of the caller's goods, by division and weight, from an instant on")
            .body<FreightTermsBody>()
            .reply<FreightTermsView>(201)
            .idempotent()},
       {Method::get, "/v1/freight-terms", suppliers, &TermsRoutes::list_freight,
        Contract("The caller's terms of carriage, newest first").query<http::PageQuery>().reply<FreightTermsPage>(200)},
       {Method::post, "/v1/promotions", suppliers, &TermsRoutes::announce,
        Contract("Announce a discount from a threshold in one order of the caller's goods. An order has at most "
                 "one: the one that takes most off")
            .body<PromotionBody>()
            .reply<PromotionView>(201)
            .idempotent()},
       {Method::get, "/v1/promotions", suppliers, &TermsRoutes::list_promotions,
        Contract("The caller's promotions, those that end last first")
            .query<http::PageQuery>()
            .reply<PromotionPage>(200)},
       {Method::post, "/v1/promotions/{promotion}/end", suppliers, &TermsRoutes::end,
        Contract("End a promotion early").reply<PromotionView>(200)},
       {Method::get, "/v1/storefront-terms/{supplier}", Access::anyone(), &TermsRoutes::storefront,
        Contract("What a supplier asks for carriage, and its promotions, now").reply<StorefrontTerms>(200)}});
}

Task<Result<Response>> TermsRoutes::set_freight(Request& request) {
  SH_CO_TRY(auto body, request.read_body<FreightTermsBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await terms_.set_freight(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> TermsRoutes::list_freight(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await terms_.freight(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> TermsRoutes::announce(Request& request) {
  SH_CO_TRY(auto body, request.read_body<PromotionBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await terms_.announce(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> TermsRoutes::list_promotions(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await terms_.promotions(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> TermsRoutes::end(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PromotionId>("promotion"));
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await terms_.end(command, id));
  co_return Response::json(200, view);
}

Task<Result<Response>> TermsRoutes::storefront(Request& request) {
  SH_CO_TRY(const auto supplier, request.path_id<OrganisationId>("supplier"));
  SH_CO_TRY(auto terms, co_await terms_.storefront(supplier));
  co_return Response::json(200, terms).with("Cache-Control", "public, max-age=30");
}

}  // namespace shanhai::orders
