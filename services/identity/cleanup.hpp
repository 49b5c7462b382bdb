// Takes away what time has made worthless: codes, counts, sessions.
#pragma once

#include "common/db/transaction.hpp"

namespace shanhai::identity {

// A bounded batch; gives how many rows went. Zero: nothing is left to do.
std::int64_t clean_batch(db::Tx& tx);

}  // namespace shanhai::identity
