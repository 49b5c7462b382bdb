// The two digests that identify a request which must not happen twice. See idempotency.hpp.
#pragma once

#include <string>

namespace shanhai::db {

struct IdempotencyKey {
  std::string scope;    // 32 bytes: SHA-256 over caller, route and the client's key
  std::string payload;  // 32 bytes: SHA-256 over the request body
};

}  // namespace shanhai::db
