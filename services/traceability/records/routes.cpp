#include "services/traceability/records/routes.hpp"

#include "common/http/attachment.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void RecordRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  const auto inspectors = Access::only(
      {auth::Role::supplier, auth::Role::county_reviewer, auth::Role::agency, auth::Role::platform_operator});
  table.mount<RecordRoutes>(
      *this,
      {
          {Method::post, "/v1/lots/{lot}/herb-records", supplier, &RecordRoutes::record,
           Contract("Append a record of growing, harvesting, processing or keeping a herb")
               .body<HerbRecordEntry>()
               .reply<HerbRecordView>(201)
               .idempotent()},
          {Method::get, "/v1/lots/{lot}/herb-records", supplier, &RecordRoutes::list,
           Contract("Herb records of a lot and of what it was made of, and the stages that are missing")
               .reply<HerbRecordList>(200)},
          {Method::get, "/v1/lots/{lot}/tests/{test}/file", inspectors, &RecordRoutes::report,
           Contract("A laboratory's report on a lot, as it was handed in")
               .reply_media(200, "application/octet-stream")},
          {Method::get, "/v1/lot-sheets/{sheet}", inspectors, &RecordRoutes::sheet,
           Contract("A sheet of the lots that were recorded in a period: lots, balances, adjustments, refusals, "
                    "tests, certificates, herb_records. Suppliers get their own, inspectors those of their region")
               .query<SheetQuery>()
               .reply_media(200, "text/csv")
               .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
               .limit("traceability.sheets", 30)},
      });
}

Task<Result<Response>> RecordRoutes::record(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto entry, request.read_body<HerbRecordEntry>());
  SH_CO_TRY(const auto view, co_await herbs_.record(request.caller(), *request.idempotency, lot, std::move(entry),
                                                    request.trace.trace_id));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> RecordRoutes::list(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto list, co_await herbs_.list(request.caller(), lot));
  co_return Response::json(200, list);
}

Task<Result<Response>> RecordRoutes::sheet(Request& request) {
  SheetKind kind{};
  if (!boost::describe::enum_from_string(request.path_value("sheet").c_str(), kind))
    co_return Error::not_found("sheet");
  SH_CO_TRY(auto query, request.read_query<SheetQuery>());
  SH_CO_TRY(auto file, co_await inspection_.sheet(request.caller(), kind, std::move(query), request.language));
  co_return http::attachment(std::move(file.media_type), file.name, std::move(file.bytes));
}

Task<Result<Response>> RecordRoutes::report(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto test, request.path_id<TestId>("test"));
  SH_CO_TRY(auto file, co_await inspection_.report(request.caller(), lot, test));
  co_return http::attachment(std::move(file.media_type), file.name, std::move(file.bytes));
}

}  // namespace shanhai::traceability
