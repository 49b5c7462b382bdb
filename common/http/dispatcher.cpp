#include "common/http/dispatcher.hpp"

#include <charconv>
#include <typeinfo>

#include "common/async/call_context.hpp"
#include "common/base/encoding.hpp"
#include "common/http/in_progress.hpp"
#include "common/http/problem.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/target.hpp"
#include "common/http/text.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::http {
namespace {

constexpr std::string_view kScheme = "Bearer ";
constexpr std::size_t kIdempotencyKeyMax = 255;

std::optional<Method> method_of(std::string_view name) {
  if (name == "HEAD") return Method::get;
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::del}) {
    if (name_of(method) == name) return method;
  }
  return std::nullopt;
}

Response problem(const Error& error, const Request& request) {
  return to_problem(error, request.language, request.trace.trace_id);
}

Response problem(const Error& error, const Request& request, const BoundRoute& row) {
  return as_standard(problem(error, request), row.path);
}

Response problem(int status, std::string code, const Request& request) {
  Error error;
  error.code = std::move(code);
  return to_problem(status, error, request.language, request.trace.trace_id);
}

Response unauthenticated(const Error& error, const Request& request, const BoundRoute& row, bool token_given) {
  return problem(error, request, row)
      .with("WWW-Authenticate",
            token_given ? R"(Bearer realm="shanhai", error="invalid_token")" : R"(Bearer realm="shanhai")");
}

std::string_view bearer_token(std::string_view authorization) {
  if (authorization.size() <= kScheme.size() || !same_word(authorization.substr(0, kScheme.size()), kScheme)) return {};
  return trim(authorization.substr(kScheme.size()));
}

// Who the key belongs to: one person acts in several roles and organisations, each with keys of their own.
std::string caller_of(const Request& request) {
  if (!request.principal) return request.remote_address;
  const auto& caller = *request.principal;
  return caller.account.str() + ' ' + std::to_string(static_cast<int>(caller.role)) + ' ' +
         (caller.organisation ? caller.organisation->str() : "");
}

std::optional<Error> check_idempotency_key(std::string_view key) {
  if (key.empty()) {
    auto error = Error::invalid_field("header/Idempotency-Key", "required",
                                      "a key of your own that repeats name this request by");
    error.code = "idempotency_key_required";
    return error;
  }
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (visible && key.size() <= kIdempotencyKeyMax) return std::nullopt;
  return Error::invalid_field("header/Idempotency-Key", "invalid_idempotency_key", "1 to 255 visible ASCII characters");
}

// A route with a query reads it itself. Only our own API is strict: a Digital Link or a callback follows its standard.
std::optional<Error> check_no_query(const Request& request, const BoundRoute& row) {
  const bool ours = row.path.starts_with("/v1/") && !row.contract.takes_raw_body;
  if (!ours || row.contract.query_schema || request.query.empty()) return std::nullopt;
  std::vector<FieldError> fields;
  for (const auto& [name, value] : request.query) fields.push_back({"query/" + name, "unknown_field", {}});
  return Error::invalid(std::move(fields));
}

}  // namespace

Language preferred_language(std::string_view accept_language) {
  const auto en = weight_of(accept_language, "en", true), zh = weight_of(accept_language, "zh", true);
  return en.value_or(0) > zh.value_or(0) ? Language::en : Language::zh;
}

Dispatcher::Dispatcher(const ServerOptions& options, const RouteTable& routes, const auth::TokenVerifier& tokens,
                       RateLimiter& limiter, SystemRoutes& system, bool metrics)
    : options_(options),
      tokens_(tokens),
      limiter_(limiter),
      fast_(routes.fast()),
      router_([&] {
        system.mount(system_table_, metrics);
        return std::vector<const RouteTable*>{&system_table_, &routes};
      }()),
      proxies_(options.trusted_proxies) {
  for (std::size_t i = 0; i < router_.size(); ++i) labels_.push_back(router_.row(i).path);
  labels_.insert(labels_.end(), {"unmatched", "malformed"});
  for (const auto& [prefix, handler] : fast_) labels_.push_back(prefix + "*");
}

std::shared_ptr<const std::string> Dispatcher::from_memory(const RequestHead& head, std::size_t& label) const {
  for (std::size_t i = 0; i < fast_.size(); ++i) {
    if (!head.target.starts_with(fast_[i].first)) continue;
    const bool gzip = weight_of(head.accept_encoding, "gzip").value_or(0) > 0;
    if (auto answer = fast_[i].second(head.target, head.if_none_match, gzip)) {
      label = router_.size() + 2 + i;
      return answer;
    }
  }
  return nullptr;
}

std::optional<std::chrono::seconds> Dispatcher::limit_address(const boost::asio::ip::address& peer,
                                                              const RequestHead& head) const {
  return limiter_.take("address", rate_key(proxies_.client_of(peer, head)), options_.requests_per_minute);
}

Admission Dispatcher::admit(const RequestHead& head, const boost::asio::ip::address& peer, Random& random,
                            Request& request) const {
  Admission out;
  out.label = unmatched_label();
  request.language = preferred_language(head.accept_language);
  request.trace = telemetry::TraceContext::from_header(head.traceparent, random);
  const auto client = proxies_.client_of(peer, head);
  request.remote_address = client.to_string();
  for (const auto& field : head.fields) request.headers.emplace(field.name, field.value);

  if ((out.refusal = find_route(head, request, out))) return out;
  const auto& row = *out.row;
  out.body_limit_bytes = row.contract.body_limit_bytes;
  const bool system = out.label < system_table_.rows().size();
  if (row.access.kind() == Access::Kind::internal) {
    shorten_deadline(request);
  } else if (!system) {
    const auto address = rate_key(client);
    if (const auto wait = limiter_.take("address", address, options_.requests_per_minute)) {
      out.refusal = problem(Error::too_many_requests(*wait), request);
      return out;
    }
    if ((out.refusal = identify(head, request, row))) return out;
    if ((out.refusal = limit_caller(request, row, address))) return out;
  }
  out.own_span = request.trace.child(random);
  if (auto error = check_no_query(request, row))
    out.refusal = problem(*error, request, row);
  else if (auto error = check_headers(head, request, out))
    out.refusal = problem(*error, request, row);
  return out;
}

std::optional<Response> Dispatcher::find_route(const RequestHead& head, Request& request, Admission& out) const {
  auto target = parse_target(head.target == "*" ? "/" : head.target);
  if (target.has_error()) return problem(target.error(), request);
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  const auto method = method_of(head.method);
  const bool internal = is_internal_caller(head);
  if (head.method == "OPTIONS") {
    auto allow = head.target == "*" ? std::string("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
                                    : router_.allow(target->segments, internal);
    if (!allow.empty()) {
      auto answer = Response::empty(204).with("Allow", std::move(allow));
      for (auto& [name, value] : discovery_at(target->segments))
        answer.headers.emplace_back(std::move(name), std::move(value));
      return answer;
    }
  }
  auto match = method ? router_.find(*method, target->segments) : Router::Match{};
  if (match.row && match.row->access.kind() == Access::Kind::internal && !internal) {
    return problem(404, "route_not_found", request);  // whoever has no business here does not learn that it exists
  }
  if (!match.row) {
    auto allow = router_.allow(target->segments, internal);
    if (allow.empty()) return problem(404, "route_not_found", request);
    return problem(405, "method_not_allowed", request).with("Allow", std::move(allow));
  }
  request.method = *method;
  for (const auto& [name, value] : match.values) request.path_values.emplace(name, value);
  out.row = match.row;
  out.label = match.index;
  return std::nullopt;
}

// All methods of a path are described alike.
std::vector<std::pair<std::string, std::string>> Dispatcher::discovery_at(
    const std::vector<std::string>& segments) const {
  for (const auto method : {Method::get, Method::post}) {
    if (const auto match = router_.find(method, segments); match.row) return discovery_of(match.row->path);
  }
  return {};
}

Response Dispatcher::as_governed(Response refusal, const RequestHead& head) const {
  const auto target = parse_target(head.target.substr(0, head.target.find('?')));
  if (target.has_error()) return refusal;
  const auto match = router_.find(method_of(head.method).value_or(Method::get), target->segments);
  return match.row ? as_standard(std::move(refusal), match.row->path) : refusal;
}

bool Dispatcher::is_internal_caller(const RequestHead& head) const {
  return options_.internal && constant_time_equal(bearer_token(head.authorization), options_.internal_token);
}

std::optional<Response> Dispatcher::identify(const RequestHead& head, Request& request, const BoundRoute& row) const {
  const auto kind = row.access.kind();
  if (kind == Access::Kind::anyone) return std::nullopt;
  if (head.authorization.empty()) {
    if (kind == Access::Kind::optional) return std::nullopt;
    return unauthenticated(Error::unauthenticated(), request, row, false);
  }
  const auto principal = tokens_.verify(bearer_token(head.authorization));
  if (principal.has_error()) return unauthenticated(principal.error(), request, row, true);
  request.principal = *principal;
  if (!row.access.allows(principal->role)) return problem(Error::forbidden(), request, row);
  return std::nullopt;
}

std::optional<Response> Dispatcher::limit_caller(const Request& request, const BoundRoute& row,
                                                 const std::string& address) const {
  std::optional<std::chrono::seconds> wait;
  const std::string caller = request.principal ? request.principal->account.str() : address;
  if (request.principal) wait = limiter_.take("caller", caller, options_.requests_per_minute);
  if (!wait && row.contract.rate_per_minute > 0)
    wait = limiter_.take(row.contract.rate_bucket, caller, row.contract.rate_per_minute);
  if (!wait) return std::nullopt;
  return problem(Error::too_many_requests(*wait), request);
}

std::optional<Error> Dispatcher::check_headers(const RequestHead& head, const Request& request, Admission& out) const {
  const auto& contract = out.row->contract;
  if (head.content_length.value_or(0) > contract.body_limit_bytes) {
    Error error;
    error.kind = ErrorKind::too_large;
    error.code = "body_too_large";
    error.detail = "at most " + std::to_string(contract.body_limit_bytes) + " bytes";
    return error;
  }
  const bool wants_body = contract.body_schema || contract.takes_raw_body;
  if (wants_body && head.has_body() && !media_type_matches(request.header("Content-Type"), contract.body_media_type)) {
    if (contract.body_media_type != "*/*") {
      Error error;
      error.kind = ErrorKind::unsupported_media;
      error.code = "unsupported_media_type";
      error.detail = "expected " + contract.body_media_type;
      error.fields.push_back({"header/Content-Type", "unsupported_media_type", {}});
      return error;
    }
  }
  if (contract.body_schema && !head.has_body())
    return Error::invalid_field("", "required", "a JSON document is expected");
  if (contract.needs_idempotency_key) {
    const auto key = request.header("Idempotency-Key");
    if (auto error = check_idempotency_key(key)) return error;
    out.idempotency_scope = sha256(caller_of(request) + '|' + std::string(name_of(request.method)) + ' ' +
                                   request.path + '|' + std::string(key));
  }
  if (contract.needs_if_match) {
    auto version = request.if_match();
    if (version.has_error()) return std::move(version).error();
  }
  return std::nullopt;
}

void Dispatcher::shorten_deadline(Request& request) const {
  const auto text = request.header("Request-Timeout-Ms");
  std::int64_t left = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), left);
  if (failure != std::errc() || end != text.data() + text.size() || left < 0) return;
  request.deadline = std::min(request.deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds(left));
}

Task<Response> Dispatcher::answer(Request& request, const Admission& admission) const {
  InProgress::Claim claim;
  if (!admission.idempotency_scope.empty()) {
    claim = InProgress::Claim(InProgress::of_process(), admission.idempotency_scope);
    if (!claim) {
      auto error = Error::conflict("request_in_progress");
      error.retry_after = std::chrono::seconds(1);
      co_return problem(error, request);
    }
    request.idempotency = db::IdempotencyKey{admission.idempotency_scope, sha256(request.body)};
  }
  Error error;
  const CallScope scope(std::make_shared<const CallContext>(
      CallContext{request.trace.trace_id, admission.own_span.header(), request.deadline}));
  try {
    const auto& handler = admission.handler ? admission.handler : admission.row->handler;
    auto pending = handler(request);
    Result<Response> outcome = co_await std::move(pending);
    if (outcome.has_value()) co_return std::move(*outcome);
    error = std::move(outcome).error();
  } catch (const Unavailable& e) {
    telemetry::log_warn("http.unavailable",
                        {{"route", admission.row->path}, {"reason", e.what()}, {"trace_id", request.trace.trace_id}});
    error = Error::unavailable();
  } catch (const std::exception& e) {
    telemetry::log_error("http.exception", {{"route", admission.row->path},
                                            {"type", typeid(e).name()},
                                            {"reason", e.what()},
                                            {"trace_id", request.trace.trace_id}});
    error = Error::internal({});
  }
  if (error.kind == ErrorKind::internal && !error.detail.empty()) {
    telemetry::log_error(
        "http.internal_error",
        {{"route", admission.row->path}, {"reason", error.detail}, {"trace_id", request.trace.trace_id}});
  }
  if (error.kind == ErrorKind::unauthenticated) co_return unauthenticated(error, request, *admission.row, false);
  co_return problem(error, request, *admission.row);
}

}  // namespace shanhai::http
