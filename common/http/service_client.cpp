#include "common/async/call_context.hpp"
#include "common/http/client.hpp"
#include "common/http/problem.hpp"

namespace shanhai::http {

// 4xx are the peer's own refusals and travel on as they are; a refusal of this process itself (its token, its address)
// is a fault of the installation that the end user can do nothing about.
Task<Result<std::string>> ServiceClient::exchange(Method method, std::string path, std::string body,
                                                  std::chrono::milliseconds timeout) {
  const auto call = current_call();
  if (call) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(call->deadline - std::chrono::steady_clock::now());
    timeout = std::min(timeout, left);
    if (left.count() <= 0) throw Unavailable(base_url_ + ": the caller's deadline has passed");
  }
  ClientRequest request;
  if (call) request.headers.emplace_back("traceparent", call->traceparent);
  request.method = method;
  request.url = base_url_ + path;
  request.timeout = timeout;
  request.headers.emplace_back("Authorization", "Bearer " + token_);
  request.headers.emplace_back("Request-Timeout-Ms", std::to_string(timeout.count()));
  if (method != Method::get) request.headers.emplace_back("Content-Type", "application/json");
  request.body = std::move(body);
  ClientResponse response = co_await client_.send(std::move(request));
  if (response.status >= 200 && response.status < 300) co_return std::move(response.body);
  auto error = from_problem(response.status, response.body);
  if (error.code == "route_not_found") throw Unavailable(base_url_ + ": the internal API is refused");
  if (response.status < 400 || response.status >= 500)
    throw Unavailable(base_url_ + ": status " + std::to_string(response.status));
  co_return error;
}

void ServiceClient::refuse_reply(const Error& error) const {
  std::string where =
      error.fields.empty() ? error.code : error.fields.front().pointer + ' ' + error.fields.front().code;
  throw Unavailable(base_url_ + ": the answer is not what was agreed: " + where);
}

}  // namespace shanhai::http
