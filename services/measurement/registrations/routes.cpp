#include "services/measurement/registrations/routes.hpp"

#include "common/http/attachment.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t kBodyBytesMax = 32 << 20;  // 8 files of base64

Command command_of(const Request& request) { return {request.caller(), request.trace.trace_id}; }

}  // namespace

void RegistrationRoutes::mount(http::RouteTable& table) {
  const auto sides = Access::only({Role::buyer_unit, Role::supplier});
  const auto readers = Access::only({Role::buyer_unit, Role::supplier, Role::agency, Role::platform_operator});
  auto submit = Contract("Register an offline sale with its vouchers; or anew, in the place of an earlier one")
                    .body<RegistrationBody>()
                    .reply<RegistrationRef>(201)
                    .idempotent()
                    .limit("measurement.uploads", 60);
  submit.body_limit_bytes = kBodyBytesMax;
  table.mount<RegistrationRoutes>(
      *this,
      {{Method::post, "/v1/measurement/registrations", sides, &RegistrationRoutes::submit, std::move(submit)},
       {Method::get, "/v1/measurement/registrations", readers, &RegistrationRoutes::list,
        Contract("Offline sales that the caller may see, newest first")
            .query<RegistrationQuery>()
            .reply<RegistrationPage>(200)},
       {Method::get, "/v1/measurement/registrations/{registration}", readers, &RegistrationRoutes::get,
        Contract("One offline sale with its vouchers, doubts and steps").reply<RegistrationView>(200)},
       {Method::get, "/v1/measurement/registrations/{registration}/vouchers/{file}", readers,
        &RegistrationRoutes::voucher, Contract("A voucher's file").reply_media(200, "*/*")},
       {Method::post, "/v1/measurement/registrations/{registration}/confirm", sides, &RegistrationRoutes::confirm,
        Contract("Confirm what the other side registered").body<RegistrationReason>().reply<RegistrationView>(200)},
       {Method::post, "/v1/measurement/registrations/{registration}/disclaim", sides, &RegistrationRoutes::disclaim,
        Contract("Say that it was not so").body<RegistrationReason>().reply<RegistrationView>(200)},
       {Method::post, "/v1/measurement/registrations/{registration}/withdraw", sides, &RegistrationRoutes::withdraw,
        Contract("Withdraw what was not approved yet").body<RegistrationReason>().reply<RegistrationView>(200)},
       {Method::post, "/v1/measurement/registrations/{registration}/reverse", sides, &RegistrationRoutes::reverse,
        Contract("Ask that what is counted be taken back; confirmed and reviewed as a sale is")
            .body<RegistrationReason>()
            .reply<RegistrationRef>(201)
            .idempotent()},
       {Method::post, "/v1/measurement/registrations/{registration}/review", Access::only({Role::agency}),
        &RegistrationRoutes::review,
        Contract("Approve, so that it counts, send back or refuse").body<ReviewBody>().reply<RegistrationView>(200)},
       {Method::get, "/v1/measurement/limits", Access::only({Role::agency, Role::platform_operator}),
        &RegistrationRoutes::list_limits,
        Contract("Limits of registrations and flags, dated, with who says so").reply<LimitList>(200)},
       {Method::post, "/v1/measurement/limits", Access::only({Role::platform_operator}), &RegistrationRoutes::add_limit,
        Contract("Announce a limit from a later day on").body<LimitBody>().reply<LimitList>(201)}});
}

Task<Result<Response>> RegistrationRoutes::submit(Request& request) {
  // Megabytes of JSON are not read on the I/O thread.
  auto job = [&request](std::size_t) { return request.read_body<RegistrationBody>(); };
  auto body = co_await workers_.run(job);
  if (body.has_error()) co_return std::move(body).error();
  auto command = command_of(request);
  SH_CO_TRY(const auto made,
            co_await registrations_.submit(std::move(command), std::move(*body), *request.idempotency));
  co_return Response::json(201, made.value).replayed(made.replayed);
}

Task<Result<Response>> RegistrationRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<RegistrationQuery>());
  SH_CO_TRY(const auto page, co_await registrations_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> RegistrationRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RegistrationId>("registration"));
  SH_CO_TRY(const auto view, co_await registrations_.get(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> RegistrationRoutes::voucher(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RegistrationId>("registration"));
  SH_CO_TRY(const auto file, request.path_id<FileId>("file"));
  SH_CO_TRY(auto content, co_await registrations_.voucher(request.caller(), id, file));
  co_return http::attachment(content.file.media_type, content.file.document_name, std::move(content.bytes));
}

Task<Result<Response>> RegistrationRoutes::step(Request& request, RegistrationAction action) {
  SH_CO_TRY(const auto id, request.path_id<RegistrationId>("registration"));
  SH_CO_TRY(auto body, request.read_body<RegistrationReason>());
  auto command = command_of(request);
  SH_CO_TRY(const auto view, co_await registrations_.step(std::move(command), id, action, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> RegistrationRoutes::confirm(Request& request) {
  return step(request, RegistrationAction::confirm);
}
Task<Result<Response>> RegistrationRoutes::disclaim(Request& request) {
  return step(request, RegistrationAction::disclaim);
}
Task<Result<Response>> RegistrationRoutes::withdraw(Request& request) {
  return step(request, RegistrationAction::withdraw);
}

Task<Result<Response>> RegistrationRoutes::reverse(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RegistrationId>("registration"));
  SH_CO_TRY(auto body, request.read_body<RegistrationReason>());
  auto command = command_of(request);
  SH_CO_TRY(const auto made,
            co_await registrations_.reverse(std::move(command), id, std::move(body), *request.idempotency));
  co_return Response::json(201, made.value).replayed(made.replayed);
}

Task<Result<Response>> RegistrationRoutes::review(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RegistrationId>("registration"));
  SH_CO_TRY(auto body, request.read_body<ReviewBody>());
  auto command = command_of(request);
  SH_CO_TRY(const auto view, co_await registrations_.review(std::move(command), id, std::move(body)));
  co_return Response::json(200, view);
}

Task<Result<Response>> RegistrationRoutes::list_limits(Request&) {
  SH_CO_TRY(const auto list, co_await limits_.list());
  co_return Response::json(200, list);
}

Task<Result<Response>> RegistrationRoutes::add_limit(Request& request) {
  SH_CO_TRY(auto body, request.read_body<LimitBody>());
  auto command = command_of(request);
  SH_CO_TRY(const auto list, co_await limits_.add(std::move(command), std::move(body)));
  co_return Response::json(201, list);
}

}  // namespace shanhai::measurement
