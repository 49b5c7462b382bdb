// Counts of attempts in SQL, so that they hold across processes and restarts.
#pragma once

#include <span>
#include <string>

#include "common/db/transaction.hpp"
#include "services/identity/throttle/domain.hpp"

namespace shanhai::identity::store {

struct Throttled {
  std::string subject;  // 32 bytes: HMAC of what is counted
  ThrottleRule rule;
};

// Counts one attempt for each, or none: then how long to wait for the one that pauses longest. Rows are locked in order
// of subject, until the transaction ends: attempts on one subject come one after the other.
std::optional<std::chrono::seconds> charge(db::Tx& tx, std::span<const Throttled> subjects);
// Takes an attempt back: it turned out well.
void refund(db::Tx& tx, const Throttled& subject);
void forget(db::Tx& tx, const std::string& subject);

}  // namespace shanhai::identity::store
