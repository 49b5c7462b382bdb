#include "services/measurement/freezing/routes.hpp"

#include "common/http/file_answer.hpp"
#include "common/http/problem.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void FreezeRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::agency, Role::platform_operator});
  table.mount<FreezeRoutes>(
      *this,
      {{Method::post, "/v1/measurement/freezes", Access::only({Role::agency}), &FreezeRoutes::freeze,
        Contract(
            "Freeze the figures of a month, quarter or year that is over, for good; by an agency of both provinces "
            "or one of them")
            .body<FreezeBody>()
            .reply<FreezeView>(201)
            .idempotent()},
       {Method::get, "/v1/measurement/freezes", readers, &FreezeRoutes::list,
        Contract("Frozen periods, with digest and signatures").reply<FreezeList>(200)},
       {Method::get, "/v1/measurement/freezes/{period}", readers, &FreezeRoutes::find,
        Contract("A frozen period: its digest, and how to check it").reply<FreezeView>(200)},
       {Method::get, "/v1/measurement/freezes/{period}/note", readers, &FreezeRoutes::note,
        Contract("The signed note of a frozen period (C2SP signed-note), for `shanhai verify`")
            .reply_media(200, "text/plain")},
       {Method::get, "/v1/measurement/freezes/{frozen}/adjustments", readers, &FreezeRoutes::adjustments,
        Contract("What came too late for a frozen period; for who sees all regions").reply<FreezeAdjustments>(200)},
       {Method::get, "/v1/measurement/freezes/{frozen}/figures", readers, &FreezeRoutes::figures,
        Contract("The text whose digest was signed: every figure of a frozen period; for who sees all regions")
            .reply_media(200, "text/plain")
            .reply_media(206, "application/octet-stream")
            .limit("measurement.figures", 10)}});
}

Task<Result<Response>> FreezeRoutes::freeze(Request& request) {
  SH_CO_TRY(auto body, request.read_body<FreezeBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(const auto view, co_await freezes_.freeze(std::move(command), *request.idempotency, std::move(body)));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> FreezeRoutes::list(Request& request) {
  SH_CO_TRY(const auto list, co_await freezes_.list(request.caller()));
  co_return Response::json(200, list);
}

Task<Result<Response>> FreezeRoutes::find(Request& request) {
  SH_CO_TRY(const auto view, co_await freezes_.find(request.caller(), request.path_value("period")));
  co_return Response::json(200, view);
}

Task<Result<Response>> FreezeRoutes::note(Request& request) {
  SH_CO_TRY(auto view, co_await freezes_.find(request.caller(), request.path_value("period")));
  co_return Response::of(200, "text/plain; charset=utf-8", std::move(view.note));
}

Task<Result<Response>> FreezeRoutes::adjustments(Request& request) {
  SH_CO_TRY(const auto view, co_await freezes_.adjustments(request.caller(), request.path_value("frozen")));
  co_return Response::json(200, view);
}

Task<Result<Response>> FreezeRoutes::figures(Request& request) {
  const auto period = request.path_value("frozen");
  SH_CO_TRY(auto figures, co_await freezes_.figures(request.caller(), period));
  co_return http::file_answer(request, std::move(figures.file), figures.digest, "text/plain",
                              "figures-" + period + ".txt");
}

void register_freeze_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"freeze_not_found", "该期间没有冻结", "The period is not frozen"},
      {"freeze_without_authority", "只有两省或其中一省的机构可以冻结",
       "Only an agency of both provinces, or one of them, freezes"},
      {"figures_of_all_regions", "只向可查看全部地区的机构提供", "For who sees the figures of all regions"},
      {"period_not_over", "该期间尚未结束", "The period is not over"},
      {"period_not_counted", "该期间的数据尚未全部计入，请稍后再试", "Not everything of the period is counted yet"},
      {"measurement_behind", "采购数据尚未跟上业务数据，请稍后再试", "Not everything that was told is read yet"},
      {"freeze_in_progress", "该期间正在汇总和签名，完成后即可查询", "The period is being summed and signed"},
      {"figures_being_made", "该期间的数据文件正在重新生成，请稍后再试", "The file of the figures is being made again"},
      {"period_already_frozen", "该期间已经冻结", "The period is frozen already"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement
