#include "services/identity/accounts/person.hpp"

#include "common/base/failpoint.hpp"

namespace shanhai::identity {
namespace {

std::string phone_context(AccountId account) { return "account.phone:" + account.str(); }

// A UUIDv7 with a time of no meaning: an account's id is shown to others (an organisation's administrator who names a
// phone), and must not tell them since when the phone is known here.
AccountId make_account_id(Instant now, Random& random) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  const std::chrono::milliseconds any(random.below(static_cast<std::uint64_t>(milliseconds)));
  return AccountId(make_uuid_v7(Instant(any), random));
}

Account sealed_account(const Environment& environment, const std::string& phone, AccountStatus status, Instant now) {
  Account account;
  account.id = make_account_id(now, environment.random);
  account.status = status;
  const auto key_context = data_key_context(account.id);
  account.data_key = environment.vault.make_data_key(key_context);
  account.phone = environment.vault.seal_with(account.data_key, key_context, phone, phone_context(account.id));
  account.created_at = now;
  if (status == AccountStatus::active) account.registered_at = now;
  return account;
}

}  // namespace

std::string phone_lookup(const auth::Vault& vault, std::string_view phone) {
  return vault.lookup_hash("phone|" + std::string(phone));
}

std::optional<std::string> open_phone(const auth::Vault& vault, const Account& account) {
  if (account.data_key.empty()) return std::nullopt;
  return vault.open_with(account.data_key, data_key_context(account.id), account.phone, phone_context(account.id));
}

std::string data_key_context(AccountId account) { return "account:" + account.str(); }

Account claim_account(db::Tx& tx, const Environment& environment, const std::string& phone, AccountStatus status,
                      Actor actor) {
  const auto lookup = phone_lookup(environment.vault, phone);
  auto found = store::lock_account_by_phone(tx, lookup);
  if (!found) {
    const auto made = sealed_account(environment, phone, status, tx.now());
    if (store::insert_account(tx, made, lookup)) {
      SHANHAI_FAILPOINT("identity.account.inserted");
      if (actor.name.empty()) actor.name = made.id.str();
      const auto type = status == AccountStatus::active ? kAccountRegistered : kAccountInvited;
      append_account_event(tx, environment.random, type, made.id, made.version, actor);
      return made;
    }
    found = store::lock_account_by_phone(tx, lookup);  // somebody was faster
    if (!found) throw std::runtime_error("an account appeared and vanished");
  }
  if (found->status == AccountStatus::invited && status == AccountStatus::active) {
    if (actor.name.empty()) actor.name = found->id.str();
    found->version = store::register_account(tx, *found);
    found->status = AccountStatus::active;
    found->registered_at = tx.now();
    append_account_event(tx, environment.random, kAccountRegistered, found->id, found->version, actor);
  }
  return *found;
}

void append_account_event(db::Tx& tx, Random& random, std::string_view type, AccountId account, std::int64_t version,
                          const Actor& actor) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "account";
  event.aggregate_id = account.str();
  event.version = version;
  event.actor = actor.name;
  event.reason = actor.reason;
  event.trace_id = actor.trace_id;
  event.payload = {{"account", account.str()}};
  events::append(tx, random, event);
}

}  // namespace shanhai::identity
