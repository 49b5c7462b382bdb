#include "common/db/transaction.hpp"

#include <chrono>
#include <iterator>

#include "common/db/statement.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::db {
namespace {

constexpr std::size_t kMaxChunkBytes = 1 << 20;
constexpr std::size_t kMaxTripBytes = 4 << 20;  // a quarter of max_allowed_packet's default
constexpr double kSlowSeconds = 0.5;
constexpr int kOutOfRange = 1690;

// Observes how long it lived under the statement's name, whichever way the statement ends.
class Stopwatch {
 public:
  explicit Stopwatch(const Query& query) : query_(query) {}
  ~Stopwatch() {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    statement_of(query_).seconds->observe(seconds);
    if (seconds > kSlowSeconds) {
      telemetry::log_warn("db.slow_statement", {{"statement", query_.name}, {"seconds", seconds}});
    }
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  const Query& query_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

template <class E>
[[noreturn]] void rethrow_named(const Query& query, const E& e) {
  throw E(e.code(), std::string(query.name) + ": " + e.what());
}

}  // namespace

Script& Script::take(std::vector<std::string> statements) {
  last_ = statements.size();
  is_one_each_ = is_one_each_ && last_ == 1;
  std::move(statements.begin(), statements.end(), std::back_inserter(statements_));
  return *this;
}

Script& Script::begin() { return take({"START TRANSACTION"}); }

Script& Script::commit() { return take({"COMMIT"}); }

Script& Script::add(const Query& query, const Params& params) { return take({expand(query, params)}); }

Script& Script::add_rows(const Query& query, std::span<const Params> rows, const Params& shared) {
  return take(expand_chunks(query, rows, shared, kMaxChunkBytes));
}

Script& Script::add_texts(const Query& query, std::span<const std::string_view> texts) {
  return take(join_texts(query, texts, kMaxChunkBytes));
}

// An integer out of range is the one error that both servers make of an expression wherever it stands.
Script& Script::expect(std::uint64_t rows) {
  if (last_ == 0 && rows == 0) return *this;
  if (last_ != 1) throw std::logic_error(std::string(name_) + ": what is expected to match is not one statement");
  return take({"SELECT 9223372036854775807 + (ROW_COUNT() <> " + std::to_string(rows) + ")"});
}

// Runs one round trip to the server; errors leave with the statement's name.
template <class F>
auto Tx::measured(const Query& query, F f) {
  try {
    const Stopwatch stopwatch(query);
    return f();
  } catch (const DuplicateKey& e) {
    rethrow_named(query, e);
  } catch (const Retryable& e) {
    doomed_ = true;
    rethrow_named(query, e);
  } catch (const ConnectionLost& e) {
    doomed_ = true;
    rethrow_named(query, e);
  } catch (const DatabaseError& e) {
    rethrow_named(query, e);
  }
}

std::uint64_t Tx::execute(const Query& query, const Params& params) {
  const auto sql = expand(query, params);
  return measured(query, [&] { return connection_.execute(sql); });
}

bool Tx::try_insert(const Query& query, const Params& params) {
  try {
    execute(query, params);
    return true;
  } catch (const DuplicateKey&) {
    return false;
  }
}

Rows Tx::query(const Query& query, const Params& params) {
  const auto sql = expand(query, params);
  return measured(query, [&] { return connection_.query(sql); });
}

std::uint64_t Tx::execute_rows(const Query& query, std::span<const Params> rows, const Params& shared) {
  std::uint64_t matched = 0;
  for (const auto& sql : expand_chunks(query, rows, shared, kMaxChunkBytes)) {
    matched += measured(query, [&] { return connection_.execute(sql); });
  }
  return matched;
}

void Tx::execute(const Script& script) {
  const std::span<const std::string> all(script.statements_);
  const Query named{script.name_, {}};
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    for (std::size_t bytes = 0; end < all.size() && (bytes == 0 || bytes + all[end].size() <= kMaxTripBytes); ++end) {
      bytes += all[end].size();
    }
    try {
      measured(named, [&] { return connection_.query_batch(all.subspan(begin, end - begin)); });
    } catch (const DatabaseError& e) {
      if (e.code() != kOutOfRange) throw;
      throw Objection(e.code(),
                      std::string(script.name_) + ": a statement matched more or fewer rows than were expected");
    }
  }
}

std::vector<Rows> Tx::query(const Script& script) {
  if (!script.is_one_each_) throw std::logic_error("a query is one statement");
  return measured(Query{script.name_, {}}, [&] { return connection_.query_batch(script.statements_); });
}

Rows Tx::query_rows(const Query& query, std::span<const Params> rows, const Params& shared) {
  const auto sql = expand_rows(query, rows, shared);
  return measured(query, [&] { return connection_.query(sql); });
}

}  // namespace shanhai::db
