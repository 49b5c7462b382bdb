// Figures are read in one snapshot, so that all statements see the state that the answer names; that they were read is
// written down after it, before anybody is answered.
#pragma once

#include "services/measurement/context.hpp"

namespace shanhai::measurement {

// What `read(tx)` gives. An error leaves no row: nothing was told.
template <class F>
Task<std::invoke_result_t<F&, db::Tx&>> read_audited(db::Database& database, Random& random, auth::Principal caller,
                                                     std::string_view action, json::Object details, F read) {
  auto out = co_await database.snapshot(std::move(read));
  if (out.has_error()) co_return out;
  auto note = [&](db::Tx& tx) -> Result<void> {
    audit_read(tx, random, caller, action, details);
    return {};
  };
  SH_CO_CHECK(co_await database.transaction(note));
  co_return out;
}

}  // namespace shanhai::measurement
