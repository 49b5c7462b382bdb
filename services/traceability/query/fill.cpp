#include "services/traceability/query/fill.hpp"

#include <algorithm>

#include "common/telemetry/log.hpp"
#include "services/traceability/epcis/store.hpp"
#include "services/traceability/query/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::query {
namespace {

namespace q = sql::traceability;

constexpr std::size_t kLookedAtOnce = 200;
constexpr std::int64_t kBytesAtOnce = 8'000'000;
constexpr std::int64_t kFill = 1;  // of epcis_fill
// Ids are made before their transaction is committed, by clocks that differ: what is older than this comes no more.
constexpr auto kSettled = std::chrono::hours(24);

struct LookedAt {
  EpcisEventId id;
  OrganisationId organisation;
  Instant recorded_at{};
  bool is_missing = false;
};

std::vector<LookedAt> list_unfilled(db::Tx& tx, EpcisEventId after, EpcisEventId whole_to) {
  std::vector<LookedAt> out;
  for (const auto row : tx.query(q::query_list_unfilled, {{"after", after}, {"limit", kLookedAtOnce}})) {
    const auto id = row.get<EpcisEventId>("id");
    out.push_back({id, row.get<OrganisationId>("organisation_id"), row.get<Instant>("record_time"),
                   id <= whole_to || row.get<bool>("is_missing")});
  }
  return out;
}

// Gives the size of its document.
std::int64_t fill_event(db::Tx& tx, const LookedAt& event) {
  const auto body = list_bodies(tx, event.organisation, {event.id}, kBytesAtOnce).front();
  epcis::put_values(tx, event.organisation, event.id,
                    epcis::index_values(epcis::parse_node(body).value(), epcis::Context()));
  return static_cast<std::int64_t>(body.size());
}

// One page behind `after` and what was filled before, under the state's lock.
struct FillPage {
  EpcisEventId after;

  struct Done {
    std::int64_t filled = 0;
    EpcisEventId last;
    bool more = false;
  };
  Result<Done> operator()(db::Tx& tx) const {
    const auto rows = tx.query(q::query_lock_fill, {{"fill", kFill}});
    const auto whole_to = rows.front().get<EpcisEventId>("whole_to"),
               filled_to = rows.front().get<EpcisEventId>("filled_to");
    const auto page = list_unfilled(tx, std::max(after, filled_to), whole_to);
    Done out{0, after, page.size() == kLookedAtOnce};
    std::int64_t bytes = 0;
    auto settled = filled_to;
    bool is_settled = true;
    for (const auto& event : page) {
      if (bytes >= kBytesAtOnce) {  // others wait for the lock
        out.more = true;
        break;
      }
      out.last = event.id;
      is_settled = is_settled && event.recorded_at + kSettled <= tx.now();
      if (is_settled) settled = event.id;
      if (!event.is_missing) continue;
      bytes += fill_event(tx, event);
      ++out.filled;
    }
    // A page that begins behind unsettled ones must not pass them.
    if (settled != filled_to && after <= filled_to) tx.execute(q::query_set_filled, {{"fill", kFill}, {"to", settled}});
    return out;
  }
};

Task<std::int64_t> fill_all(db::Database& database, Loop* loop) {
  std::int64_t total = 0;
  FillPage page{EpcisEventId()};
  for (bool more = true; more && !(loop && loop->stopping());) {
    const auto done = co_await database.transaction(page);
    total += done->filled;
    page.after = done->last;
    more = done->more;
  }
  if (total > 0) telemetry::log_info("traceability.events_indexed", {{"events", total}});
  co_return total;
}

Task<> fill_loop(db::Database& database, Loop& loop) {
  const auto filled = co_await fill_all(database, &loop);
  static_cast<void>(filled);
}

}  // namespace

void ValueFill::start(Background& background) {
  auto* database = &database_;
  background.spawn("traceability.values", [database](Loop& loop) { return fill_loop(*database, loop); });
}

Task<std::int64_t> ValueFill::run() { return fill_all(database_, nullptr); }

}  // namespace shanhai::traceability::query
