// What a store function sees of the database: named statements inside one transaction.
#pragma once

#include <cstdint>
#include <span>

#include "common/db/connection.hpp"

namespace shanhai::db {

// Statements that go to the server together. Where one fails, those before it have happened and the transaction is to
// be rolled back.
class Script {
 public:
  // `name` labels the metrics and errors of the whole.
  explicit Script(std::string_view name) : name_(name) {}
  Script& begin();  // START TRANSACTION, where the caller owns the connection
  Script& commit();
  Script& add(const Query& query, const Params& params = {});
  // With `{{row}}` templates, in chunks of about 1 MiB of text; nothing for no rows.
  Script& add_rows(const Query& query, std::span<const Params> rows, const Params& shared = {});
  // The same for rows that expand_texts() has made into text.
  Script& add_texts(const Query& query, std::span<const std::string_view> texts);
  // Unless the statement before matched so many rows, Objection is thrown and those after it do not happen. For what is
  // one statement, or none.
  Script& expect(std::uint64_t rows);

 private:
  friend class Tx;
  Script& take(std::vector<std::string> statements);

  std::string_view name_;
  std::vector<std::string> statements_;
  std::size_t last_ = 0;     // how many statements the last call became
  bool is_one_each_ = true;  // each call became one statement
};

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

  // In one round trip, or one for every 4 MiB of text. Throws Objection, too.
  void execute(const Script& script);
  // In one round trip. The rows of each part; no part may have been added with more than 1 MiB of rows.
  std::vector<Rows> query(const Script& script);

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
