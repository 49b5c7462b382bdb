#include "services/identity/reconcile.hpp"

#include "services/identity/accounts/person.hpp"
#include "services/identity/accounts/store.hpp"
#include "sql/identity_queries.hpp"

namespace shanhai::identity {
namespace {

namespace statements = ::shanhai::sql::identity;

constexpr std::int64_t kRows = 500;

// Reads a statement page by page, each in a transaction of its own, and lets `judge` look at every row.
template <class IdType, class Judge>
Result<Discrepancies> scan(db::Database& database, const db::Query& statement, Judge judge) {
  Discrepancies out;
  IdType after;
  for (;;) {
    SH_TRY(const auto rows, database.transaction_blocking([&](db::Tx& tx) -> Result<db::Rows> {
      return tx.query(statement, {{"after", after}, {"limit", kRows}});
    }));
    for (const auto row : rows) {
      after = row.template get<IdType>("id");
      ++out.compared;
      if (!judge(row)) out.ids.push_back(after.str());
    }
    if (static_cast<std::int64_t>(rows.size()) < kRows) return out;
  }
}

bool is_gone(const db::Row& row) {
  for (const auto* column : {"data_key", "phone", "phone_lookup", "password"}) {
    if (row.find<db::Bytes>(column)) return false;
  }
  for (const auto* column : {"addresses", "sessions", "memberships"}) {
    if (row.get<std::int64_t>(column) != 0) return false;
  }
  return true;
}

bool is_found_by_phone(const db::Row& row, const auth::Vault& vault) {
  const auto data_key = row.find<db::Bytes>("data_key"), phone = row.find<db::Bytes>("phone");
  const auto lookup = row.find<db::Bytes>("phone_lookup");
  if (!data_key || !phone || !lookup) return false;
  Account account;
  account.id = row.get<AccountId>("id");
  account.data_key = data_key->value;
  account.phone = phone->value;
  const auto opened = open_phone(vault, account);
  return opened && phone_lookup(vault, *opened) == lookup->value;
}

}  // namespace

Result<Discrepancies> organisations_without_administrator(db::Database& database) {
  return scan<OrganisationId>(database, statements::audit_organisations, [](const db::Row& row) {
    return row.get<OrganisationStatus>("status") != OrganisationStatus::active ||
           row.get<std::int64_t>("administrators") > 0;
  });
}

Result<Discrepancies> accounts_not_whole(db::Database& database, const auth::Vault& vault) {
  return scan<AccountId>(database, statements::audit_accounts, [&vault](const db::Row& row) {
    const bool erased = row.get<AccountStatus>("status") == AccountStatus::erased;
    return erased ? is_gone(row) : is_found_by_phone(row, vault);
  });
}

}  // namespace shanhai::identity
