// Handlers: organisations, members, keys; and what other services call.
#include "common/http/attachment.hpp"
#include "services/identity/internal.hpp"
#include "services/identity/organisations/domain.hpp"
#include "services/identity/routes.hpp"
#include "services/identity/routes_call.hpp"

namespace shanhai::identity {
namespace {

using http::Response;

Response of(int status, const Organisation& organisation) {
  return Response::json(status, organisation).etag(organisation.version);
}

}  // namespace

Reply Routes::create_organisation(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<NewOrganisation>());
  SH_CO_TRY(const auto made, co_await parts_.organisations.create(request.caller(), std::move(body), call_of(request)));
  co_return of(201, made);
}

Reply Routes::list_organisations(http::Request& request) {
  SH_CO_TRY(auto query, request.read_query<OrganisationListQuery>());
  SH_CO_TRY(const auto page, co_await parts_.organisations.list(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Reply Routes::get_organisation(http::Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("organisation"));
  SH_CO_TRY(const auto found, co_await parts_.organisations.get(request.caller(), id));
  co_return of(200, found);
}

Reply Routes::get_proof(http::Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("organisation"));
  SH_CO_TRY(auto document, co_await parts_.organisations.proof(request.caller(), id));
  co_return http::attachment(document.media_type, document.document_name, std::move(document.content));
}

Reply Routes::decide(http::Request& request, OrganisationAction action) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("organisation"));
  SH_CO_TRY(auto body, request.read_body<Decision>());
  SH_CO_TRY(const auto decided,
            co_await parts_.organisations.decide(request.caller(), id, action, std::move(body), call_of(request)));
  co_return of(200, decided);
}

Reply Routes::approve(http::Request& request) { return decide(request, OrganisationAction::approve); }
Reply Routes::refuse(http::Request& request) { return decide(request, OrganisationAction::refuse); }
Reply Routes::suspend(http::Request& request) { return decide(request, OrganisationAction::suspend); }

Reply Routes::add_member(http::Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("organisation"));
  SH_CO_TRY(auto body, request.read_body<NewMember>());
  SH_CO_TRY(const auto added,
            co_await parts_.organisations.add_member(request.caller(), id, std::move(body), call_of(request)));
  co_return Response::json(201, added);
}

Reply Routes::list_members(http::Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("organisation"));
  SH_CO_TRY(auto query, request.read_query<PageRequest>());
  SH_CO_TRY(const auto page, co_await parts_.organisations.list_members(request.caller(), id, std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor).with("Cache-Control", "no-store");
}

Reply Routes::remove_member(http::Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("organisation"));
  SH_CO_TRY(const auto account, request.path_id<AccountId>("account"));
  auto done = co_await parts_.organisations.remove_member(request.caller(), id, account, call_of(request));
  if (done.has_error()) co_return std::move(done).error();
  co_return Response::empty(204);
}

Reply Routes::jwks(http::Request&) {
  auto keys = parts_.keys.verifying_keys();
  if (keys.empty()) throw Unavailable("identity has not read its signing keys yet");
  co_return Response::json(200, auth::jwks(keys)).with("Cache-Control", "public, max-age=300");
}

Reply Routes::rotate_key(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<Decision>());
  SH_CO_TRY(const auto rotated, co_await parts_.keys.rotate(request.caller(), body.reason.str(), call_of(request)));
  co_return Response::json(201, rotated);
}

Reply InternalRoutes::organisation(http::Request& request) {
  SH_CO_TRY(const auto body, request.read_body<OrganisationRequest>());
  SH_CO_TRY(const auto found, co_await api_.organisation(body.id));
  co_return Response::json(200, found);
}

Reply InternalRoutes::delivery_address(http::Request& request) {
  SH_CO_TRY(const auto body, request.read_body<AddressRequest>());
  SH_CO_TRY(const auto found, co_await api_.delivery_address(body));
  co_return Response::json(200, found);
}

Reply InternalRoutes::contacts(http::Request& request) {
  SH_CO_TRY(const auto body, request.read_body<ContactRequest>());
  SH_CO_TRY(const auto found, co_await api_.contacts(body));
  co_return Response::json(200, found);
}

}  // namespace shanhai::identity
