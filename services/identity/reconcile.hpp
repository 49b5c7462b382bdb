// What must be true of identity's tables, checked row by row for `shanhai audit`.
#pragma once

#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"

namespace shanhai::identity {

struct Discrepancies {
  std::int64_t compared = 0;
  std::vector<std::string> ids;  // of what is wrong
};

// Active organisations have an administrator.
Result<Discrepancies> organisations_without_administrator(db::Database& database);
// An account's phone opens and is found under its hash; of an erased one nothing is left.
Result<Discrepancies> accounts_not_whole(db::Database& database, const auth::Vault& vault);

}  // namespace shanhai::identity
