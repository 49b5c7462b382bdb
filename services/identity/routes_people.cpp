// Handlers: signing in, the account, the address book.
#include "services/identity/routes.hpp"
#include "services/identity/routes_call.hpp"

namespace shanhai::identity {
namespace {

using http::Response;

struct NoParameters {};
BOOST_DESCRIBE_STRUCT(NoParameters, (), ())

// Tokens and personal data are kept by nobody on the way (RFC 6749, 5.1).
Response not_stored(Response response) { return std::move(response).with("Cache-Control", "no-store"); }

Result<Response> tokens(Result<IssuedTokens> issued) {
  if (issued.has_error()) return std::move(issued).error();
  return not_stored(Response::json(201, *issued));
}

}  // namespace

Reply Routes::send_code(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<CodeRequest>());
  SH_CO_TRY(const auto sent, co_await parts_.sign_in.send_code(std::move(body), call_of(request)));
  co_return not_stored(Response::json(202, sent));
}

Reply Routes::sign_in(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<SignInRequest>());
  auto issued = co_await parts_.sign_in.sign_in(std::move(body), call_of(request));
  co_return tokens(std::move(issued));
}

Reply Routes::refresh(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<RefreshRequest>());
  auto issued = co_await parts_.sign_in.refresh(std::move(body), call_of(request));
  co_return tokens(std::move(issued));
}

Reply Routes::switch_role(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<SwitchRequest>());
  auto issued = co_await parts_.sign_in.switch_role(request.caller(), std::move(body), call_of(request));
  co_return tokens(std::move(issued));
}

Reply Routes::sign_out(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<SignOutRequest>());
  auto done = co_await parts_.sign_in.sign_out(request.caller(), std::move(body), call_of(request));
  if (done.has_error()) co_return std::move(done).error();
  co_return Response::empty(204);
}

Reply Routes::me(http::Request& request) {
  SH_CO_TRY(const auto view, co_await parts_.accounts.me(request.caller()));
  co_return not_stored(Response::json(200, view));
}

Reply Routes::change_password(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<PasswordChange>());
  auto done = co_await parts_.accounts.change_password(request.caller(), std::move(body), call_of(request));
  if (done.has_error()) co_return std::move(done).error();
  co_return Response::empty(204);
}

Reply Routes::export_account(http::Request& request) {
  SH_CO_TRY(const auto held, co_await parts_.accounts.exported(request.caller()));
  co_return not_stored(Response::json(200, held));
}

Reply Routes::erase(http::Request& request) {
  if (!request.body.empty()) SH_CO_CHECK(request.read_body<NoParameters>());  // there is nothing to say
  SH_CO_TRY(const auto erased, co_await parts_.accounts.erase(request.caller(), call_of(request)));
  co_return not_stored(Response::json(202, erased));
}

Reply Routes::add_address(http::Request& request) {
  SH_CO_TRY(auto body, request.read_body<DeliveryAddress>());
  SH_CO_TRY(const auto added, co_await parts_.addresses.add(request.caller(), std::move(body)));
  co_return not_stored(Response::json(201, added).etag(added.version));
}

Reply Routes::list_addresses(http::Request& request) {
  SH_CO_TRY(auto query, request.read_query<AddressListQuery>());
  SH_CO_TRY(const auto page, co_await parts_.addresses.list(request.caller(), std::move(query)));
  co_return not_stored(Response::json(200, page).next_page(request, page.next_cursor));
}

Reply Routes::replace_address(http::Request& request) {
  SH_CO_TRY(const auto id, request.path_id<AddressId>("address"));
  SH_CO_TRY(const auto version, request.if_match());
  SH_CO_TRY(auto body, request.read_body<DeliveryAddress>());
  SH_CO_TRY(const auto replaced, co_await parts_.addresses.replace(request.caller(), id, version, std::move(body)));
  co_return not_stored(Response::json(200, replaced).etag(replaced.version));
}

Reply Routes::remove_address(http::Request& request) {
  SH_CO_TRY(const auto id, request.path_id<AddressId>("address"));
  auto done = co_await parts_.addresses.remove(request.caller(), id);
  if (done.has_error()) co_return std::move(done).error();
  co_return Response::empty(204);
}

}  // namespace shanhai::identity
