// Registrations in SQL.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/registrations/rows.hpp"

namespace shanhai::measurement::store {

void insert_registration(db::Tx& tx, const RegistrationRow& row);
// With lines and vouchers, as far as the scope sees them. nullopt: not there, or not within the scope.
std::optional<RegistrationRow> find_registration(db::Tx& tx, RegistrationId id, const RegistrationScope& scope);
// The row stays as it is until the transaction ends; lock the older of two first.
void lock_registration(db::Tx& tx, RegistrationId id);
// State, both_sides and corrected_by; raises the version. std::logic_error: it was not locked.
void update_registration(db::Tx& tx, RegistrationRow& row);

// Newest first, behind `before`, without lines and vouchers.
std::vector<RegistrationRow> list_registrations(db::Tx& tx, const RegistrationScope& scope,
                                                std::optional<RegistrationState> state, RegistrationId before,
                                                std::int64_t limit);

struct StepRow {
  RegistrationId registration;
  std::int64_t version = 1;
  RegistrationAction action = RegistrationAction::confirm;
  std::string actor;
  std::optional<OrganisationId> organisation;
  std::string reason;
  Instant at{};
};
void insert_step(db::Tx& tx, const StepRow& step);
std::vector<StepRow> list_steps(db::Tx& tx, RegistrationId id);

// Others that have not ended and name one of the invoices, the first first; at most 10.
std::vector<RegistrationId> list_invoice_uses(db::Tx& tx, const RegistrationRow& row);

// Which registration a file stands behind, locked.
std::optional<RegistrationId> lock_voucher_claim(db::Tx& tx, const std::string& sha256_hex);
// False: somebody else was faster.
bool insert_voucher_claim(db::Tx& tx, const std::string& sha256_hex, RegistrationId id);
void move_voucher_claim(db::Tx& tx, const std::string& sha256_hex, RegistrationId from, RegistrationId to);

}  // namespace shanhai::measurement::store
