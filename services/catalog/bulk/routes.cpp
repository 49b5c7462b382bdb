#include "services/catalog/bulk/routes.hpp"

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr const char* kCsv = "text/csv";
constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Response answer(const Request& request, BulkService::OpenSheet open) {
  return http::file_answer(request, std::move(open.file), open.tag, std::move(open.media_type), open.name);
}

}  // namespace

void BulkRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({Role::supplier});
  table.mount<BulkRoutes>(
      *this,
      {{Method::post, "/v1/products/imports", supplier, &BulkRoutes::import,
        Contract("List products by a sheet, CSV (UTF-8 or GBK) or XLSX, a SKU in each row; a dry run only checks")
            .query<ImportQuery>()
            .raw_body(std::string(kCsv) + "," + kXlsx, kSheetBytesMax)
            .reply<ImportView>(202)
            .idempotent()
            .limit("catalog.imports", 30)},
       {Method::get, "/v1/products/imports", supplier, &BulkRoutes::list,
        Contract("One's own imports, newest first").query<http::PageQuery>().reply<ImportPage>(200)},
       {Method::get, "/v1/products/imports/{import}", supplier, &BulkRoutes::find,
        Contract("How far an import is, and what is wrong in its sheet").reply<ImportView>(200)},
       {Method::del, "/v1/products/imports/{import}", supplier, &BulkRoutes::remove,
        Contract("End an import; what was written stands").reply_empty(204)},
       {Method::get, "/v1/products/imports/{import}/errors", supplier, &BulkRoutes::errors,
        Contract("The refused rows as they were sent, with what is wrong: to be corrected and sent again")
            .reply_media(200, kCsv)
            .reply_media(200, kXlsx)
            .reply_media(206, "application/octet-stream")},
       {Method::get, "/v1/products/export", supplier, &BulkRoutes::export_products,
        Contract("One's own products as they are drafted, as a sheet that an import takes")
            .query<SheetQuery>()
            .reply_media(200, kCsv)
            .reply_media(200, kXlsx)
            .reply_media(206, "application/octet-stream")
            .limit("catalog.exports", 30)},
       {Method::get, "/v1/products/import-template", supplier, &BulkRoutes::make_template,
        Contract("A sheet with the headings that an import knows, in the language of the request")
            .query<SheetQuery>()
            .reply_media(200, kCsv)
            .reply_media(200, kXlsx)
            .reply_media(206, "application/octet-stream")}});
}

Task<Result<Response>> BulkRoutes::import(Request& request) {
  SH_CO_TRY(const auto query, request.read_query<ImportQuery>());
  SH_CO_TRY(const auto asked,
            co_await service_.import(request.caller(), *request.idempotency, query, std::move(request.body),
                                     request.language, request.trace.trace_id));
  co_return Response::json(202, asked.value)
      .with("Location", "/v1/products/imports/" + asked.value.import_id.str())
      .replayed(asked.replayed);
}

Task<Result<Response>> BulkRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(const auto page, co_await service_.list(request.caller(), std::move(query), request.language));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> BulkRoutes::find(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ImportId>("import"));
  SH_CO_TRY(const auto view, co_await service_.find(request.caller(), id, request.language));
  co_return Response::json(200, view);
}

Task<Result<Response>> BulkRoutes::remove(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ImportId>("import"));
  SH_CO_CHECK(co_await service_.remove(request.caller(), id));
  co_return Response::empty();
}

Task<Result<Response>> BulkRoutes::errors(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ImportId>("import"));
  SH_CO_TRY(auto open, co_await service_.open_errors(request.caller(), id));
  co_return answer(request, std::move(open));
}

Task<Result<Response>> BulkRoutes::export_products(Request& request) {
  SH_CO_TRY(const auto query, request.read_query<SheetQuery>());
  const auto format = query.format.value_or(SheetFormat::xlsx);
  SH_CO_TRY(auto open, co_await service_.export_products(request.caller(), format, request.language));
  co_return answer(request, std::move(open));
}

Task<Result<Response>> BulkRoutes::make_template(Request& request) {
  SH_CO_TRY(const auto query, request.read_query<SheetQuery>());
  const auto format = query.format.value_or(SheetFormat::xlsx);
  SH_CO_TRY(auto open, co_await service_.make_template(format, request.language));
  co_return answer(request, std::move(open));
}

}  // namespace shanhai::catalog
