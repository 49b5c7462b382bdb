// A person behind an account: the one place where a phone is sealed, found and opened.
#pragma once

#include "services/identity/accounts/store.hpp"
#include "services/identity/environment.hpp"

namespace shanhai::identity {

std::string phone_lookup(const auth::Vault& vault, std::string_view phone);
// nullopt: erased.
std::optional<std::string> open_phone(const auth::Vault& vault, const Account& account);
std::string data_key_context(AccountId account);

// Who acts, for the events a change writes.
struct Actor {
  std::string name;  // account id as text, "system"
  std::string reason;
  std::string trace_id;
};

// The account of a phone, locked; made where there is none yet, as active (it signed in) or invited (it was named). An
// invited one becomes active where `status` says so. Writes the event.
Account claim_account(db::Tx& tx, const Environment& environment, const std::string& phone, AccountStatus status,
                      Actor actor);

inline constexpr std::string_view kAccountRegistered = "identity.account_registered";
inline constexpr std::string_view kAccountInvited = "identity.account_invited";
inline constexpr std::string_view kPasswordChanged = "identity.password_changed";
inline constexpr std::string_view kAccountErased = "identity.account_erased";

// Payload: {"account": id}.
void append_account_event(db::Tx& tx, Random& random, std::string_view type, AccountId account, std::int64_t version,
                          const Actor& actor);

}  // namespace shanhai::identity
