#include "services/identity/accounts/store.hpp"

#include "sql/identity_queries.hpp"

namespace shanhai::identity::store {
namespace {

namespace statements = ::shanhai::sql::identity;

constexpr std::int64_t kRowsAtOnce = 1000;

std::string bytes_or_empty(const db::Row& row, std::string_view column) {
  auto found = row.find<db::Bytes>(column);
  return found ? std::move(found->value) : std::string();
}

std::optional<Account> read(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  Account account;
  account.id = row.get<AccountId>("id");
  account.status = row.get<AccountStatus>("status");
  account.data_key = bytes_or_empty(row, "data_key");
  account.phone = bytes_or_empty(row, "phone");
  account.password = row.find<std::string>("password");
  account.created_at = row.get<Instant>("created_at");
  account.registered_at = row.find<Instant>("registered_at");
  account.version = row.get<std::int64_t>("version");
  return account;
}

std::int64_t advanced(const Account& account, std::uint64_t matched) {
  if (matched != 1) throw std::logic_error("an account is changed under its lock");
  return account.version + 1;
}

// A trace is shown to the person it is of; a row that is no JSON object would be a bug of the writer, not theirs.
json::Object parse_details(const std::string& text) {
  auto value = json::parse_value(text);
  return value.has_value() && value->is_object() ? std::move(value->get_object()) : json::Object{};
}

std::vector<AuditTrace> list_audit(db::Tx& tx, const db::Query& statement, const db::Param& whose) {
  std::vector<AuditTrace> out;
  for (std::string after(16, '\0');;) {
    const auto rows = tx.query(statement, {whose, {"after", db::Bytes{after}}, {"limit", kRowsAtOnce}});
    for (const auto row : rows) {
      after = row.get<db::Bytes>("id").value;
      out.push_back({row.get<Instant>("occurred_at"), row.get<std::string>("actor"), row.get<std::string>("action"),
                     row.get<std::string>("subject"), parse_details(row.get<std::string>("details"))});
    }
    if (static_cast<std::int64_t>(rows.size()) < kRowsAtOnce) return out;
  }
}

}  // namespace

std::optional<Account> find_account(db::Tx& tx, AccountId id) {
  return read(tx.query(statements::account_find, {{"id", id}}));
}

std::optional<Account> lock_account(db::Tx& tx, AccountId id) {
  return read(tx.query(statements::account_lock, {{"id", id}}));
}

std::optional<Account> find_account_by_phone(db::Tx& tx, const std::string& phone_lookup) {
  return read(tx.query(statements::account_find_by_phone, {{"phone_lookup", db::Bytes{phone_lookup}}}));
}

std::optional<Account> lock_account_by_phone(db::Tx& tx, const std::string& phone_lookup) {
  return read(tx.query(statements::account_lock_by_phone, {{"phone_lookup", db::Bytes{phone_lookup}}}));
}

bool insert_account(db::Tx& tx, const Account& account, const std::string& phone_lookup) {
  return tx.try_insert(statements::account_insert, {{"id", account.id},
                                                    {"status", account.status},
                                                    {"data_key", db::Bytes{account.data_key}},
                                                    {"phone_lookup", db::Bytes{phone_lookup}},
                                                    {"phone", db::Bytes{account.phone}},
                                                    {"now", tx.now()},
                                                    {"registered_at", account.registered_at}});
}

std::int64_t register_account(db::Tx& tx, const Account& account) {
  return advanced(account, tx.execute(statements::account_register,
                                      {{"id", account.id}, {"version", account.version}, {"now", tx.now()}}));
}

std::int64_t update_password(db::Tx& tx, const Account& account, const std::string& phc) {
  return advanced(account, tx.execute(statements::account_set_password,
                                      {{"id", account.id}, {"version", account.version}, {"password", phc}}));
}

std::int64_t erase_account(db::Tx& tx, const Account& account) {
  return advanced(account, tx.execute(statements::account_erase,
                                      {{"id", account.id}, {"version", account.version}, {"now", tx.now()}}));
}

std::vector<AuditTrace> list_audit_by(db::Tx& tx, AccountId actor) {
  return list_audit(tx, statements::audit_list_of_actor, {"actor", actor.str()});
}

std::vector<AuditTrace> list_audit_about(db::Tx& tx, AccountId subject) {
  return list_audit(tx, statements::audit_list_of_subject, {"subject", subject.str()});
}

std::vector<PastEvent> list_events_of(db::Tx& tx, std::string_view aggregate_type, const std::string& aggregate_id) {
  std::vector<PastEvent> out;
  for (std::int64_t after = 0;;) {
    const auto rows = tx.query(
        statements::event_list_of_aggregate,
        {{"aggregate_type", aggregate_type}, {"aggregate_id", aggregate_id}, {"after", after}, {"limit", kRowsAtOnce}});
    for (const auto row : rows) {
      after = row.get<std::int64_t>("version");
      out.push_back({row.get<std::string>("event_type"), row.get<Instant>("occurred_at"), row.get<std::string>("actor"),
                     row.get<std::string>("reason")});
    }
    if (static_cast<std::int64_t>(rows.size()) < kRowsAtOnce) return out;
  }
}

}  // namespace shanhai::identity::store
