// What every part of identity works with, and what a part needs to know of a request.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/async/workers.hpp"
#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/base/random.hpp"
#include "common/db/database.hpp"
#include "common/notifications/notifications.hpp"
#include "services/identity/throttle/domain.hpp"

namespace shanhai::identity {

struct Environment {
  db::Database& database;
  const auth::Vault& vault;
  Random& random;
  const Clock& clock;
  Workers& workers;                      // password hashing
  std::function<void()> events_written;  // to be called after a commit that wrote events
  std::function<void()> message_queued;  // after one that queued a message
  ThrottleRule codes_per_address;
};

struct Call {
  std::string address;  // of the peer; only its HMAC is kept
  std::string trace_id;
  notifications::Language language = notifications::Language::zh;
};

// What a network address counts as: IPv4 as it is, IPv6 by its /64, which one subscriber holds whole.
std::string network_of(const std::string& address);

}  // namespace shanhai::identity
