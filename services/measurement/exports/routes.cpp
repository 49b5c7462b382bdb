#include "services/measurement/exports/routes.hpp"

#include "common/http/problem.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void ExportRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::agency, Role::platform_operator});
  table.mount<ExportRoutes>(
      *this, {{Method::post, "/v1/measurement/exports", readers, &ExportRoutes::ask,
               Contract("Have a file made: lines of purchases, or a report, as CSV or XLSX")
                   .body<ExportBody>()
                   .reply<ExportView>(202)
                   .idempotent()},
              {Method::get, "/v1/measurement/exports", readers, &ExportRoutes::list,
               Contract("The organisation's exports, newest first").query<http::PageQuery>().reply<ExportPage>(200)},
              {Method::get, "/v1/measurement/exports/{export}", readers, &ExportRoutes::find,
               Contract("How far an export is").reply<ExportView>(200)},
              {Method::del, "/v1/measurement/exports/{export}", readers, &ExportRoutes::remove,
               Contract("Remove an export and its file before its time").reply_empty(204)},
              {Method::get, "/v1/measurement/exports/{export}/file", readers, &ExportRoutes::file,
               Contract("The file of a finished export; whole, or from where one left off (Range)")
                   .reply_media(200, "text/csv")
                   .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                   .reply_media(206, "application/octet-stream")}});
}

Task<Result<Response>> ExportRoutes::ask(Request& request) {
  SH_CO_TRY(auto body, request.read_body<ExportBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(const auto asked,
            co_await exports_.ask(std::move(command), *request.idempotency, std::move(body), request.language));
  co_return Response::json(202, asked.value)
      .with("Location", "/v1/measurement/exports/" + asked.value.id.str())
      .replayed(asked.replayed);
}

Task<Result<Response>> ExportRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(const auto page, co_await exports_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ExportRoutes::find(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ExportId>("export"));
  SH_CO_TRY(const auto view, co_await exports_.find(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> ExportRoutes::remove(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ExportId>("export"));
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_CHECK(co_await exports_.remove(std::move(command), id));
  co_return Response::empty();
}

Task<Result<Response>> ExportRoutes::file(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ExportId>("export"));
  SH_CO_TRY(auto open, co_await exports_.open(request.caller(), id));
  co_return http::file_answer(request, std::move(open.file), open.tag, std::move(open.media_type), open.name);
}

void register_export_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"export_not_found", "没有这个导出", "No such export"},
      {"export_not_finished", "导出尚未完成", "The export is not finished"},
      {"export_expired", "导出文件已过期", "The export's file is no longer kept"},
      {"export_too_large", "导出的明细过多，请缩短期间或增加条件",
       "Too many lines; ask for a shorter period or add filters"},
      {"too_many_exports", "导出数量已达上限", "Too many exports are kept"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement
