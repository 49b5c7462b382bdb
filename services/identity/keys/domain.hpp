// Which key signs tokens, and how long each verifies them.
//
// A new key is published at once and signs only from `signs_from`: by then everybody who keeps the key set has fetched
// it. It signs until the next one does, and verifies until the last token signed with it has ended.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "common/base/clock.hpp"

namespace shanhai::identity {

// Others fetch the key set every 5 minutes.
inline constexpr std::chrono::minutes kKeyPublication{10};
// Beyond the lifetime of a token: clocks differ.
inline constexpr std::chrono::minutes kKeyGrace{5};

// Times of keys in order of signs_from. Gives, for each, when it has verified its last token; nullopt: not known yet.
std::vector<std::optional<Instant>> verify_until(const std::vector<Instant>& signs_from,
                                                 std::chrono::seconds token_lifetime);
// Index of the key that signs at `now`; nullopt: none yet.
std::optional<std::size_t> signing_at(const std::vector<Instant>& signs_from, Instant now);

}  // namespace shanhai::identity
