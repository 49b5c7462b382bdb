// Flags read and reviewed by those whose buyers or goods they are about.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/flags/store.hpp"

namespace shanhai::measurement {

class Flags {
 public:
  explicit Flags(Context& context) : context_(context) {}

  // Every reading leaves an audit row. flag_not_found: also those of other regions.
  Task<Result<FlagPage>> list(auth::Principal caller, FlagQuery query);
  Task<Result<FlagView>> get(auth::Principal caller, FlagId id);
  // Appended, with actor and reason. conflict flag_state.
  Task<Result<FlagView>> review(Command command, FlagId id, FlagReview review);

 private:
  Context& context_;
};

}  // namespace shanhai::measurement
