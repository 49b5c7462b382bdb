#include "tests/crash/orders/line.hpp"

#include "common/base/encoding.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::orders {
namespace {

constexpr auto kIssuer = "https://shanhai.example";

}  // namespace

std::string Reply::code() const {
  const auto* object = body.if_object();
  const auto* found = object ? object->if_contains("code") : nullptr;
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string Line::token_key_hex() const { return to_hex(key_.secret); }

void Line::serve_at(unsigned short port) {
  const std::lock_guard lock(mutex_);
  target_ = {target_.generation + 1, port};
  changed_.notify_all();
}

void Line::hang_up() {
  const std::lock_guard lock(mutex_);
  hung_up_ = true;
  changed_.notify_all();
}

Line::Target Line::target() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return hung_up_ || target_.port != 0; });
  if (hung_up_) throw HungUp();
  return target_;
}

void Line::await_another(const Target& target) {
  std::unique_lock lock(mutex_);
  // The bound is for a connection that a living process lost.
  changed_.wait_for(lock, std::chrono::seconds(1), [&] { return hung_up_ || target_.generation != target.generation; });
}

Reply Line::send(const Call& call) {
  std::vector<std::pair<std::string, std::string>> headers = {
      {"Authorization",
       "Bearer " + auth::sign_token(key_, kIssuer, call.caller, "t", clock_.now(), std::chrono::minutes(10))}};
  if (!call.body.empty()) headers.emplace_back("Content-Type", call.media_type);
  if (!call.key.empty()) headers.emplace_back("Idempotency-Key", call.key);
  auto reply = repeat(call, headers);
  if (!call.key.empty() && reply.status < 300) {
    const std::lock_guard lock(mutex_);
    acknowledged_.push_back({call, reply});
  }
  return reply;
}

Reply Line::send(const Notice& notice) {
  auto headers = notice.headers;
  headers.emplace_back("Content-Type", "application/json");
  return repeat({http::Method::post, "/v1/payments/wechat-pay/notifications", {}, {}, notice.body}, headers);
}

Reply Line::repeat(const Call& call, const std::vector<std::pair<std::string, std::string>>& headers) {
  for (bool repeated = false;; repeated = true) {
    const auto at = target();
    auto reply = attempt(call, headers, at);
    if (reply) {
      reply->repeated = repeated;
      {
        const std::lock_guard lock(mutex_);
        ++answers_;
      }
      changed_.notify_all();
      return std::move(*reply);
    }
    ++lost_;
    await_another(at);
  }
}

// nullopt: no answer, or one that says to come again.
std::optional<Reply> Line::attempt(const Call& call, const std::vector<std::pair<std::string, std::string>>& headers,
                                   const Target& target) {
  http::ClientRequest request;
  request.method = call.method;
  request.url = "http://127.0.0.1:" + std::to_string(target.port) + call.path;
  request.headers = headers;
  request.body = call.body;
  request.timeout = std::chrono::seconds(20);
  http::ClientResponse response;
  try {
    response = fixture::run(client_.send(std::move(request)));
  } catch (const Unavailable&) {
    return std::nullopt;
  }
  Reply out;
  out.status = response.status;
  out.replayed = response.headers.count("Idempotent-Replayed") > 0;
  out.text = std::move(response.body);
  if (auto parsed = json::parse_value(out.text); parsed.has_value()) out.body = std::move(*parsed);
  if (out.status == 503 || out.code() == "request_in_progress") return std::nullopt;
  return out;
}

bool Line::await_answers(std::int64_t more, std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  const auto wanted = answers_ + more;
  return changed_.wait_for(lock, patience, [&] { return answers_ >= wanted; });
}

std::vector<Acknowledged> Line::acknowledged() {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}

}  // namespace shanhai::orders
