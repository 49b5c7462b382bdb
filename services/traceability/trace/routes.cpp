#include "services/traceability/trace/routes.hpp"

#include "services/traceability/trace/qr.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

Response render(const QrCode& code, QrFormat format) {
  switch (format) {
    case QrFormat::svg:
      return Response::of(200, "image/svg+xml", code.svg());
    case QrFormat::text:
      return Response::of(200, "text/plain; charset=utf-8", code.half_blocks());
    case QrFormat::png:
      break;
  }
  return Response::of(200, "image/png", code.png());
}

}  // namespace

void TraceRoutes::mount(http::RouteTable& table) {
  table.mount<TraceRoutes>(
      *this, {
                 {Method::get, "/v1/lots/{lot}/history", Access::only({auth::Role::supplier}), &TraceRoutes::own_trace,
                  Contract("A lot's life for its owner: it and what it was made of, its journey, and their events")
                      .query<OwnTraceQuery>()
                      .reply<OwnTrace>(200)},
                 {Method::get, "/v1/lots/{lot}/qr", Access::anyone(), &TraceRoutes::qr,
                  Contract("The code for the packages of a lot")
                      .query<QrQuery>()
                      .reply_media(200, "image/png")
                      .reply_media(200, "image/svg+xml")
                      .reply_media(200, "text/plain")},
             });
}

Task<Result<Response>> TraceRoutes::own_trace(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto query, request.read_query<OwnTraceQuery>());
  SH_CO_TRY(const auto trace, co_await service_.own_trace(request.caller(), lot, std::move(query), request.language));
  co_return Response::of(200, "application/json", print_trace(trace)).next_page(request, trace.next_cursor);
}

Task<Result<Response>> TraceRoutes::qr(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto query, request.read_query<QrQuery>());
  SH_CO_TRY(const auto link, co_await service_.digital_link(lot));
  co_return render(QrCode(link), query.format.value_or(QrFormat::png)).with("Cache-Control", "public, max-age=86400");
}

}  // namespace shanhai::traceability
