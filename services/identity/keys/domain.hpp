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
// After so long a key has signed enough: the next is added by whichever process of identity sees it first.
inline constexpr std::chrono::days kKeySigning{90};
// Beyond the lifetime of a token: clocks differ.
inline constexpr std::chrono::minutes kKeyGrace{5};

// Times of keys in order of signs_from. Gives, for each, when it has verified its last token; nullopt: not known yet.
std::vector<std::optional<Instant>> verify_until(const std::vector<Instant>& signs_from,
                                                 std::chrono::seconds token_lifetime);
// The newest key is that old, or there is none.
bool is_rotation_due(const std::vector<Instant>& signs_from, Instant now);
// Index of the key that signs at `now`; nullopt: none yet.
std::optional<std::size_t> signing_at(const std::vector<Instant>& signs_from, Instant now);

}  // namespace shanhai::identity
