#include "common/db/transaction.hpp"

#include <chrono>

#include "common/db/statement.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::db {
namespace {

constexpr std::size_t kMaxChunkBytes = 1 << 20;
constexpr double kSlowSeconds = 0.5;

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

Rows Tx::query_rows(const Query& query, std::span<const Params> rows, const Params& shared) {
  const auto sql = expand_rows(query, rows, shared);
  return measured(query, [&] { return connection_.query(sql); });
}

}  // namespace shanhai::db
