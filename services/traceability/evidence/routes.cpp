#include "services/traceability/evidence/routes.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void EvidenceRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  auto test = Contract("A laboratory's report on a lot; of its file the hash is public")
                  .body<TestEntry>()
                  .reply<TestView>(201)
                  .limit("traceability.uploads", 60);
  test.body_limit_bytes = 8 << 20;  // 5 MiB in base64
  table.mount<EvidenceRoutes>(
      *this, {
                 {Method::post, "/v1/lots/{lot}/tests", supplier, &EvidenceRoutes::add_test, std::move(test)},
                 {Method::post, "/v1/lots/{lot}/commitment-certificate", supplier, &EvidenceRoutes::certify,
                  Contract("The producer's commitment that the lot meets the standards; once a lot")
                      .body<CertificateEntry>()
                      .reply<CertificateView>(201)},
             });
}

Task<Result<Response>> EvidenceRoutes::add_test(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  // Megabytes of JSON are not read on the I/O thread.
  auto job = [&request](std::size_t) { return request.read_body<TestEntry>(); };
  auto entry = co_await workers_.run(job);
  if (entry.has_error()) co_return std::move(entry).error();
  SH_CO_TRY(const auto view,
            co_await service_.add_test(request.caller(), lot, std::move(*entry), request.trace.trace_id));
  co_return Response::json(201, view);
}

Task<Result<Response>> EvidenceRoutes::certify(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto entry, request.read_body<CertificateEntry>());
  SH_CO_TRY(const auto view,
            co_await service_.certify(request.caller(), lot, std::move(entry), request.trace.trace_id));
  co_return Response::json(201, view);
}

}  // namespace shanhai::traceability
