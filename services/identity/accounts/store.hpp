// Accounts in SQL. What identifies the person comes and goes sealed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/identity/api.hpp"

namespace shanhai::identity {

SHANHAI_ID(SessionId, "ses");

// invited: an organisation named the phone as a member's; nobody has signed in with it yet.
enum class AccountStatus { invited, active, erased };
BOOST_DESCRIBE_ENUM(AccountStatus, invited, active, erased)

struct Account {
  AccountId id;
  AccountStatus status = AccountStatus::active;
  std::string data_key;  // sealed; empty: erased
  std::string phone;     // sealed; empty: erased
  std::optional<std::string> password;
  Instant created_at{};
  std::optional<Instant> registered_at;
  std::int64_t version = 1;
};

namespace store {

std::optional<Account> find_account(db::Tx& tx, AccountId id);
std::optional<Account> lock_account(db::Tx& tx, AccountId id);
std::optional<Account> find_account_by_phone(db::Tx& tx, const std::string& phone_lookup);
std::optional<Account> lock_account_by_phone(db::Tx& tx, const std::string& phone_lookup);
// False: the phone has an account by now.
bool insert_account(db::Tx& tx, const Account& account, const std::string& phone_lookup);

// The account as locked; gives its next version. std::logic_error: it was not locked.
std::int64_t register_account(db::Tx& tx, const Account& account);
std::int64_t update_password(db::Tx& tx, const Account& account, const std::string& phc);
std::int64_t erase_account(db::Tx& tx, const Account& account);

// For the person's export: everything, however much.
struct AuditTrace {
  Instant occurred_at{};
  std::string actor, action, subject;
  json::Object details;
};
std::vector<AuditTrace> list_audit_by(db::Tx& tx, AccountId actor);
std::vector<AuditTrace> list_audit_about(db::Tx& tx, AccountId subject);

struct PastEvent {
  std::string type;
  Instant occurred_at{};
  std::string actor, reason;
};
std::vector<PastEvent> list_events_of(db::Tx& tx, std::string_view aggregate_type, const std::string& aggregate_id);

}  // namespace store
}  // namespace shanhai::identity
