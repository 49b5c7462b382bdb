#include "services/traceability/evidence/routes.hpp"

#include "services/traceability/evidence/certificate_page.hpp"
#include "services/traceability/trace/accept.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void EvidenceRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  auto test =
      Contract("A laboratory's report on a lot; of its file the hash is public. A failed one takes the lot off sale")
          .body<TestEntry>()
          .reply<TestView>(201)
          .limit("traceability.uploads", 60);
  test.body_limit_bytes = 8 << 20;  // 5 MiB in base64
  table.mount<EvidenceRoutes>(
      *this,
      {
          {Method::post, "/v1/lots/{lot}/tests", supplier, &EvidenceRoutes::add_test, std::move(test)},
          {Method::get, "/v1/lots/{lot}/tests", supplier, &EvidenceRoutes::tests,
           Contract("Reports on a lot and on what it was made of").reply<TestList>(200)},
          {Method::post, "/v1/lots/{lot}/commitment-certificate", supplier, &EvidenceRoutes::certify,
           Contract("The producer's commitment that the lot meets the standards, or one that replaces it")
               .body<CertificateEntry>()
               .reply<CertificateView>(201)},
          {Method::get, "/v1/lots/{lot}/commitment-certificate", supplier, &EvidenceRoutes::certificate,
           Contract("A lot's certificate for its owner; HTML is to be printed")
               .reply<CertificateView>(200)
               .reply_media(200, "text/html")},
          {Method::post, "/v1/lots/{lot}/commitment-certificate/withdraw", supplier, &EvidenceRoutes::withdraw,
           Contract("Withdraw the certificate that stands").body<CertificateWithdrawal>().reply<CertificateView>(200)},
          {Method::get, "/v1/commitment-certificates/{number}", Access::anyone(), &EvidenceRoutes::public_certificate,
           Contract("A certificate by its number, and how it stands: a page for people, JSON for programs")
               .reply<PublicCertificateView>(200)
               .reply_media(200, "text/html")},
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

Task<Result<Response>> EvidenceRoutes::tests(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto list, co_await service_.tests(request.caller(), lot));
  co_return Response::json(200, list);
}

Task<Result<Response>> EvidenceRoutes::certify(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto entry, request.read_body<CertificateEntry>());
  SH_CO_TRY(const auto view,
            co_await service_.certify(request.caller(), lot, std::move(entry), request.trace.trace_id));
  co_return Response::json(201, view);
}

Task<Result<Response>> EvidenceRoutes::withdraw(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto entry, request.read_body<CertificateWithdrawal>());
  SH_CO_TRY(const auto view,
            co_await service_.withdraw(request.caller(), lot, std::move(entry), request.trace.trace_id));
  co_return Response::json(200, view);
}

Task<Result<Response>> EvidenceRoutes::certificate(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto view, co_await service_.certificate(request.caller(), lot));
  if (prefers_html(request.header("Accept"))) co_return certificate_page(view);
  co_return Response::json(200, view).with("Cache-Control", "no-store").with("Vary", "Accept");
}

Task<Result<Response>> EvidenceRoutes::public_certificate(Request& request) {
  SH_CO_TRY(const auto view, co_await service_.public_certificate(request.path_value("number")));
  if (prefers_html(request.header("Accept"))) co_return certificate_page(view);
  co_return Response::json(200, view).with("Cache-Control", "no-store").with("Vary", "Accept");
}

}  // namespace shanhai::traceability
