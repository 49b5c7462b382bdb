#include "services/traceability/capture/routes.hpp"

#include "common/base/encoding.hpp"
#include "common/http/target.hpp"
#include "services/traceability/capture/negotiation.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr auto kCapture = "/capture", kJob = "/capture/{capture}", kEvents = "/events";

// The standard knows no Idempotency-Key, so none is required; one that is sent is honoured as everywhere else.
Result<std::optional<db::IdempotencyKey>> key_of(const Request& request) {
  const auto key = request.header("Idempotency-Key");
  if (key.empty()) return std::optional<db::IdempotencyKey>();
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!visible || key.size() > 255)
    return Error::invalid_field("header/Idempotency-Key", "invalid_idempotency_key",
                                "1 to 255 visible ASCII characters");
  const auto& caller = request.caller();
  const auto who = caller.account.str() + " " + (caller.organisation ? caller.organisation->str() : "");
  // The behaviour is part of what is asked for.
  const auto behaviour = std::string(request.header("GS1-Capture-Error-Behaviour"));
  return std::optional(
      db::IdempotencyKey{sha256(who + "|POST /capture|" + std::string(key)), sha256(behaviour + "|" + request.body)});
}

}  // namespace

void CaptureRoutes::mount(http::RouteTable& table) {
  register_capture_contract(service_.policy(), server_);
  const auto supplier = Access::only({auth::Role::supplier});
  const auto bytes = static_cast<std::size_t>(service_.policy().bytes_max);
  const std::string types(kEpcisMediaTypes);
  table.mount<CaptureRoutes>(
      *this,
      {
          {Method::post, kCapture, supplier, &CaptureRoutes::take,
           Contract("Capture an EPCISDocument or EPCISQueryDocument: committed when this answers, stored by a job")
               .raw_body(types, bytes)
               .reply_empty(202)},
          {Method::get, kCapture, supplier, &CaptureRoutes::jobs,
           Contract("One's own capture jobs, newest first")
               .query<CaptureJobQuery>()
               .reply<std::vector<CaptureJobView>>(200)},
          {Method::get, kJob, supplier, &CaptureRoutes::job,
           Contract("What became of a captured document").reply<CaptureJobView>(200)},
          {Method::post, kEvents, supplier, &CaptureRoutes::capture,
           Contract("Capture one event: stored when this answers")
               .raw_body(types, bytes)
               .reply_media(201, "application/json")},
      });
}

Task<Result<Response>> CaptureRoutes::take(Request& request) {
  if (auto refusal = refuse_negotiation(request, kCapture)) co_return std::move(*refusal);
  SH_CO_TRY(const auto behaviour, error_behaviour(request));
  SH_CO_TRY(auto key, key_of(request));
  SH_CO_TRY(const auto receipt,
            co_await service_.take(request.caller(), std::move(key), std::move(request.body), behaviour));
  auto answer = Response::empty(202).with("Location", "/capture/" + receipt.value.captureID.str());
  co_return described(std::move(answer).replayed(receipt.replayed), server_.names);
}

Task<Result<Response>> CaptureRoutes::jobs(Request& request) {
  if (auto refusal = refuse_negotiation(request, kCapture)) co_return std::move(*refusal);
  SH_CO_TRY(auto query, request.read_query<CaptureJobQuery>());
  const auto size = query.size();
  SH_CO_TRY(const auto page, co_await service_.jobs(request.caller(), std::move(query)));
  auto answer = described(Response::json(200, page.items), server_.names);
  if (page.next) {
    answer.headers.emplace_back("Link", "</capture?perPage=" + std::to_string(size) +
                                            "&nextPageToken=" + http::encode_query(*page.next) + ">; rel=\"next\"");
  }
  co_return answer;
}

Task<Result<Response>> CaptureRoutes::job(Request& request) {
  if (auto refusal = refuse_negotiation(request, kJob)) co_return std::move(*refusal);
  const auto id = CaptureId::parse(request.path_value("capture"));
  if (id.has_error()) co_return Error::not_found("capture");
  SH_CO_TRY(const auto view, co_await service_.job(request.caller(), *id));
  co_return described(Response::json(200, view), server_.names);
}

Task<Result<Response>> CaptureRoutes::capture(Request& request) {
  if (auto refusal = refuse_negotiation(request, kEvents)) co_return std::move(*refusal);
  SH_CO_TRY(auto stored, co_await service_.capture(request.caller(), std::move(request.body), request.trace.trace_id));
  auto answer = described(Response::of(201, "application/json", std::move(stored.document)), server_.names);
  answer.headers.emplace_back("Location", "/events/" + http::encode_query(stored.event_id));
  co_return answer;
}

}  // namespace shanhai::traceability
