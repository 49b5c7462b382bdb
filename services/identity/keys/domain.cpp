#include "services/identity/keys/domain.hpp"

namespace shanhai::identity {

std::vector<std::optional<Instant>> verify_until(const std::vector<Instant>& signs_from,
                                                 std::chrono::seconds token_lifetime) {
  std::vector<std::optional<Instant>> out(signs_from.size());
  for (std::size_t i = 0; i + 1 < signs_from.size(); ++i) out[i] = signs_from[i + 1] + token_lifetime + kKeyGrace;
  return out;
}

bool is_rotation_due(const std::vector<Instant>& signs_from, Instant now) {
  return signs_from.empty() || signs_from.back() + kKeySigning <= now;
}

std::optional<std::size_t> signing_at(const std::vector<Instant>& signs_from, Instant now) {
  std::optional<std::size_t> out;
  for (std::size_t i = 0; i < signs_from.size(); ++i) {
    if (signs_from[i] <= now) out = i;
  }
  return out;
}

}  // namespace shanhai::identity
