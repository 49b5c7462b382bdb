// Signing in: what is long and short, and what a password must be.
#pragma once

#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "services/identity/throttle/domain.hpp"

namespace shanhai::identity {

inline constexpr std::size_t kCodeDigits = 6;
inline constexpr int kCodeAttempts = 5;
inline constexpr std::chrono::minutes kCodeLifetime{5};
inline constexpr std::chrono::minutes kAccessLifetime{10};
inline constexpr std::chrono::days kRefreshLifetime{30};
// What could harm most (a new password, erasure) asks for a sign-in not older than this: a stolen access token is not
// enough.
inline constexpr std::chrono::minutes kRecentSignIn{15};

// Each phone is counted twice: near, from one network, strictly; and wide, from everywhere. The wide counts allow for
// several networks at their near limits and are forgiven faster than one of those charges them: who wants to keep
// somebody else out needs many networks, and keeps at it.
//
// Codes cost money to send and are worth guessing.
inline constexpr ThrottleRule kCodesPerPhoneNear{5, std::chrono::minutes(10), std::chrono::minutes(1),
                                                 std::chrono::hours(1)};
inline constexpr ThrottleRule kCodesPerPhone{20, std::chrono::minutes(2), std::chrono::minutes(1),
                                             std::chrono::minutes(15)};
// Wrong passwords and codes. A success forgets those from its own network.
inline constexpr ThrottleRule kTriesPerPhoneNear{5, std::chrono::minutes(15), std::chrono::seconds(30),
                                                 std::chrono::hours(1)};
inline constexpr ThrottleRule kTriesPerPhone{25, std::chrono::minutes(10), std::chrono::seconds(30),
                                             std::chrono::minutes(15)};
// Many people share one address (offices, mobile carriers).
inline constexpr ThrottleRule kTriesPerAddress{50, std::chrono::seconds(20), std::chrono::seconds(10),
                                               std::chrono::hours(1)};

// NIST SP 800-63B, 5.1.1.2: length counts, composition rules do not; the most common ones and the person's own number
// are refused. Length in code points (8 to 128) is checked where JSON is read. Pointer "/password".
Result<void> check_password(std::string_view password, std::string_view phone);

bool is_recent(Instant signed_in_at, Instant now);

}  // namespace shanhai::identity
