// Many audit rows at once, for what writes many things in one transaction.
#pragma once

#include <span>

#include "common/db/audit.hpp"

namespace shanhai::db {

void append_audits(Tx& tx, Random& random, std::span<const AuditEntry> entries);

}  // namespace shanhai::db
