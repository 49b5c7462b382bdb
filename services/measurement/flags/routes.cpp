#include "services/measurement/flags/routes.hpp"

#include "common/http/problem.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void FlagRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::agency, Role::platform_operator});
  table.mount<FlagRoutes>(
      *this,
      {{Method::get, "/v1/measurement/flags", readers, &FlagRoutes::list,
        Contract("What looks like a purchase that was none, newest first").query<FlagQuery>().reply<FlagPage>(200)},
       {Method::get, "/v1/measurement/flags/{flag}", readers, &FlagRoutes::get,
        Contract("One flag with its evidence and the steps of its review").reply<FlagView>(200)},
       {Method::post, "/v1/measurement/flags/{flag}/reviews", readers, &FlagRoutes::review,
        Contract("Explain, confirm, dismiss or reopen a flag").body<FlagReview>().reply<FlagView>(200)}});
}

Task<Result<Response>> FlagRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<FlagQuery>());
  SH_CO_TRY(const auto page, co_await flags_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> FlagRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<FlagId>("flag"));
  SH_CO_TRY(const auto view, co_await flags_.get(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> FlagRoutes::review(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<FlagId>("flag"));
  SH_CO_TRY(auto body, request.read_body<FlagReview>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(const auto view, co_await flags_.review(std::move(command), id, std::move(body)));
  co_return Response::json(200, view);
}

void register_flag_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"flag_not_found", "没有这条疑点", "No such flag"},
      {"flag_state", "疑点当前状态不允许此操作", "The flag's state does not allow this"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement
