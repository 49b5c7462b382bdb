// What was answered under a key, for what checks or reads before its transaction: a request that is repeated is
// answered as it was at first, whatever has changed since.
#pragma once

#include "common/db/idempotency.hpp"
#include "sql/common_queries.hpp"

namespace shanhai::measurement {

// nullopt: nothing was. unprocessable idempotency_key_reused.
template <class T>
Result<std::optional<db::Replayable<T>>> answered_before(db::Tx& tx, const db::IdempotencyKey& key) {
  const auto rows = tx.query(sql::common::idempotency_find, {{"scope", db::Bytes{key.scope}}});
  if (rows.empty()) return std::optional<db::Replayable<T>>();
  if (rows.front().template get<db::Bytes>("payload").value != key.payload)
    return Error::unprocessable("idempotency_key_reused");
  SH_TRY(T value, json::parse<T>(rows.front().template get<std::string>("answer")));
  return std::optional(db::Replayable<T>{std::move(value), true});
}

}  // namespace shanhai::measurement
