// Argon2id (RFC 9106, second recommended option scaled to a small server: 19 MiB, t=2, p=1, as OWASP's cheat sheet
// allows). Slow on purpose: call on workers only.
#pragma once

#include <string>
#include <string_view>

#include "common/base/random.hpp"

namespace shanhai::auth {

std::string hash_password(std::string_view password, Random& random);  // PHC string
bool verify_password(std::string_view password, std::string_view phc);

}  // namespace shanhai::auth
