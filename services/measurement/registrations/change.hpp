// One registration under its lock, moved and told of in one transaction; and what that does to the one it corrects.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/registrations/store.hpp"

namespace shanhai::measurement {

class RegistrationChange {
 public:
  RegistrationChange(db::Tx& tx, Random& random, const Command& command, RegistrationRow row)
      : tx_(tx), random_(random), command_(command), row_(std::move(row)) {}

  // Locks the one it corrects first, then itself, and reads both. registration_not_found.
  static Result<RegistrationChange> lock(db::Tx& tx, Random& random, const Command& command, RegistrationId id,
                                         const RegistrationScope& scope);

  RegistrationRow& row() { return row_; }
  // Of a new one: writes it with its event, and marks the one it corrects. conflict registration_state,
  // correction_open, correction_of_correction: what it names is a correction that was not approved.
  Result<void> insert(const std::string& reason);
  // Moves the state. conflict registration_state.
  Result<void> move(RegistrationAction action, const std::string& reason);

 private:
  Result<void> find_corrected(const RegistrationScope& scope);
  void save(RegistrationRow& row, RegistrationAction action, const std::string& reason);
  void tell(std::string_view type, const RegistrationRow& row, json::Object payload);
  void end_correction(const std::string& reason);
  void take_back(const std::string& reason);

  db::Tx& tx_;
  Random& random_;
  const Command& command_;
  RegistrationRow row_;
  std::optional<RegistrationRow> corrected_;
};

// As it is counted, and as it is taken back.
RegistrationFacts counted_facts(const RegistrationRow& row);

}  // namespace shanhai::measurement
