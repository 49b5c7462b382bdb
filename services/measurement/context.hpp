// What the parts of measurement that people write in share.
#pragma once

#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/audit.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"

namespace shanhai::measurement {

struct Context {
  db::Database& database;
  Random& random;
  events::Sequencer& sequencer;
  const auth::Vault& vault;
};

// Who does something.
struct Command {
  auth::Principal caller;
  std::string trace_id;
};

inline constexpr std::string_view kSystemActor = "system";

// Reads of figures leave a row each.
inline void audit_read(db::Tx& tx, Random& random, const auth::Principal& caller, std::string_view action,
                       json::Object details) {
  const auto subject = !caller.region.empty() ? caller.region
                       : caller.organisation  ? caller.organisation->str()
                                              : std::string("own");
  db::append_audit(tx, random, {caller.actor(), std::string(action), subject, std::move(details)});
}

}  // namespace shanhai::measurement
