#include "services/traceability/subscription/webhook.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"

namespace shanhai::traceability {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kFirstPause = 5s, kLongestPause = 1h;

}  // namespace

std::string sign_delivery(std::string_view token, std::string_view body, DeliveryId delivery, Instant now) {
  const auto signed_at = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const json::Object header{{"alg", "HS256"}, {"iat", signed_at}, {"jti", delivery.str()}};
  const auto head = to_base64url(json::to_text(header));
  return head + ".." + to_base64url(hmac_sha256(token, head + "." + to_base64url(body)));
}

Outcome outcome_of(int status) {
  if (status >= 200 && status < 300) return Outcome::taken;
  if (status == 413) return Outcome::too_large;
  if (status == 410) return Outcome::gone;
  return Outcome::failed;
}

std::chrono::seconds pause_after(std::int64_t failures) {
  auto pause = kFirstPause;
  for (std::int64_t i = 1; i < failures && pause < kLongestPause; ++i) pause *= 3;
  return std::min(pause, kLongestPause);
}

}  // namespace shanhai::traceability
