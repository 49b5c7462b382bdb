// Payouts, their batches and the bank accounts they go to, as the database holds them.
#pragma once

#include "services/orders/api.hpp"
#include "services/orders/names.hpp"

namespace shanhai::orders {

// Sealed: a sole trader's is a person's.
struct BankAccount {
  std::string holder, account_number;
  std::string branch, bank_code;  // may be empty
};
BOOST_DESCRIBE_STRUCT(BankAccount, (), (holder, account_number, branch, bank_code))

struct PayoutAccountRow {
  PayoutAccountId id;
  OrganisationId supplier;
  std::string sealed;  // BankAccount
  std::string bank, last_digits;
  bool holder_matches = false;  // called as the supplier is
  AccountId registered_by;
  Instant registered_at{};
  std::optional<Instant> effective_at, ended_at;
  std::optional<PayoutAccountEnd> ended_as;
  std::string decision_reason;
  std::int64_t version = 1;

  AccountStanding standing() const { return {effective_at, ended_as}; }
};

struct PayoutBatchRow {
  PayoutBatchId id;
  AccountId made_by;
  Instant made_at{};
  std::string note;
  std::int64_t payouts = 0;
  Money total;
  std::optional<Instant> exported_at;
  std::string export_sha256;  // 32 bytes, empty before
};

struct PayoutRow {
  PayoutId id;
  PayoutBatchId batch;
  OrganisationId supplier;
  PayoutAccountId account;
  Money amount;
  std::int64_t entries = 0;
  PayoutState state = PayoutState::in_flight;
  std::optional<std::string> bank_reference;
  std::optional<PayoutFailure> failure;
  std::string failure_note;
  Instant made_at{};
  std::optional<Date> paid_on;
  std::optional<Instant> paid_at, failed_at;
  std::int64_t version = 1;
};

}  // namespace shanhai::orders
