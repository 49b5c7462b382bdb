#include "common/db/transaction.hpp"

#include <chrono>
#include <iterator>
#include <numeric>

#include "common/db/statement.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::db {
namespace {

constexpr std::size_t kMaxChunkBytes = 1 << 20;
constexpr std::size_t kMaxTripBytes = 4 << 20;  // a quarter of max_allowed_packet's default
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

Script& Script::begin() {
  statements_.emplace_back("START TRANSACTION");
  parts_.push_back(1);
  return *this;
}

Script& Script::add(const Query& query, const Params& params) {
  statements_.push_back(expand(query, params));
  parts_.push_back(1);
  return *this;
}

Script& Script::add_rows(const Query& query, std::span<const Params> rows, const Params& shared) {
  auto chunks = expand_chunks(query, rows, shared, kMaxChunkBytes);
  parts_.push_back(chunks.size());
  std::move(chunks.begin(), chunks.end(), std::back_inserter(statements_));
  return *this;
}

Script& Script::add_texts(const Query& query, std::span<const std::string_view> texts) {
  auto chunks = join_texts(query, texts, kMaxChunkBytes);
  parts_.push_back(chunks.size());
  std::move(chunks.begin(), chunks.end(), std::back_inserter(statements_));
  return *this;
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

std::vector<std::uint64_t> Tx::execute(const Script& script) {
  std::vector<std::uint64_t> each;
  const std::span<const std::string> all(script.statements_);
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    for (std::size_t bytes = 0; end < all.size() && (bytes == 0 || bytes + all[end].size() <= kMaxTripBytes); ++end) {
      bytes += all[end].size();
    }
    const auto matched =
        measured(Query{script.name_, {}}, [&] { return connection_.execute_batch(all.subspan(begin, end - begin)); });
    each.insert(each.end(), matched.begin(), matched.end());
  }
  std::vector<std::uint64_t> out;
  auto next = each.begin();
  for (const auto count : script.parts_) {
    out.push_back(std::accumulate(next, next + static_cast<std::ptrdiff_t>(count), std::uint64_t{0}));
    next += static_cast<std::ptrdiff_t>(count);
  }
  return out;
}

std::vector<Rows> Tx::query(const Script& script) {
  if (script.statements_.size() != script.parts_.size()) throw std::logic_error("a query is one statement");
  return measured(Query{script.name_, {}}, [&] { return connection_.query_batch(script.statements_); });
}

Rows Tx::query_rows(const Query& query, std::span<const Params> rows, const Params& shared) {
  const auto sql = expand_rows(query, rows, shared);
  return measured(query, [&] { return connection_.query(sql); });
}

}  // namespace shanhai::db
