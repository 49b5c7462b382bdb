// What a store function sees of the database: named statements inside one transaction.
#pragma once

#include <cstdint>
#include <span>

#include "common/db/connection.hpp"

namespace shanhai::db {

class Tx {
 public:
  Tx(Connection& connection, Instant now) : connection_(connection), now_(now) {}
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  // Matched (not changed) rows. Throws DuplicateKey, Retryable, ConnectionLost, DatabaseError.
  std::uint64_t execute(const Query& query, const Params& params = {});
  // False where a unique key stands in the way.
  bool try_insert(const Query& query, const Params& params);
  Rows query(const Query& query, const Params& params = {});
  // A statement with `{{row}}` templates, in chunks of about 1 MiB of text. `rows` may be empty: nothing happens.
  std::uint64_t execute_rows(const Query& query, std::span<const Params> rows, const Params& shared = {});
  // A SELECT with a `{{row}}` template, such as `(a, b) IN ({{(:a, :b)}})`, in one piece. `rows` must not be empty.
  Rows query_rows(const Query& query, std::span<const Params> rows, const Params& shared = {});

  // When this attempt of the transaction began, from the Database's clock: the `now` of everything it writes.
  Instant now() const { return now_; }
  // A statement has failed in a way that ends the transaction: it will be rolled back and run again, whatever the
  // function says.
  bool doomed() const { return doomed_; }

 private:
  template <class F>
  auto measured(const Query& query, F f);

  Connection& connection_;
  Instant now_;
  bool doomed_ = false;
};

}  // namespace shanhai::db
