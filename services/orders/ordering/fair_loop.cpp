#include "services/orders/ordering/fair_loop.hpp"

#include <algorithm>

#include "common/telemetry/log.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

namespace queries = sql::orders;

db::Params row_of(std::string_view loop, const IdBytes& subject) {
  return {{"loop", loop}, {"subject", EventId(subject)}};
}

void put_retry(db::Tx& tx, std::string_view loop, const IdBytes& subject, std::int64_t attempts, Instant at) {
  tx.execute(queries::loop_retry_put,
             {{"loop", loop}, {"subject", EventId(subject)}, {"attempts", attempts}, {"retry_at", at}});
}

Result<bool> work_on(db::Tx& tx, const DueWork& due, const IdBytes& subject) {
  SH_TRY(const bool done, due.work(tx, subject));
  if (done) {
    tx.execute(queries::loop_retry_end, row_of(due.loop, subject));
  } else {
    put_retry(tx, due.loop, subject, 0, tx.now() + kAskAgain);
  }
  return done;
}

Result<void> postpone(db::Tx& tx, std::string_view loop, const IdBytes& subject) {
  const auto rows = tx.query(queries::loop_retry_find, row_of(loop, subject));
  const auto failures = rows.empty() ? 1 : rows.front().get<std::int64_t>("attempts") + 1;
  put_retry(tx, loop, subject, failures, tx.now() + retry_pause(failures));
  return {};
}

}  // namespace

std::chrono::seconds retry_pause(std::int64_t failures) {
  const std::chrono::seconds pause(30LL << std::clamp<std::int64_t>(failures - 1, 0, 7));
  return std::min(pause, std::chrono::seconds(3600));
}

Task<std::int64_t> run_due(Context& context, const DueWork& due) {
  auto read = [&due](db::Tx& tx) -> Result<std::vector<IdBytes>> { return due.list(tx, kDueBatch); };
  auto subjects = co_await context.database.snapshot(read);
  std::int64_t count = 0;
  for (const auto& subject : subjects.value()) {
    auto work = [&due, subject](db::Tx& tx) { return work_on(tx, due, subject); };
    std::string failure;
    try {
      auto done = co_await context.database.transaction(work);
      if (done.has_error()) {
        failure = done.error().code;
      } else {
        count += *done;
      }
    } catch (const std::exception& e) {
      failure = e.what();
    }
    if (due.committed) due.committed();
    if (failure.empty()) continue;
    telemetry::log_error("orders.loop_failed",
                         {{"loop", due.loop}, {"subject", EventId(subject).str()}, {"what", failure}});
    auto later = [&due, subject](db::Tx& tx) { return postpone(tx, due.loop, subject); };
    auto postponed = co_await context.database.transaction(later);
    postponed.value();
  }
  if (count > 0) context.sequencer.committed();
  co_return count;
}

}  // namespace shanhai::orders
