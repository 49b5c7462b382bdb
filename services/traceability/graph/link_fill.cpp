#include "services/traceability/graph/link_fill.hpp"

#include <map>

#include "common/events/event.hpp"
#include "common/telemetry/log.hpp"
#include "services/traceability/capture/jobs.hpp"
#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/graph/store.hpp"
#include "services/traceability/query/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::graph {
namespace {

namespace q = sql::traceability;

constexpr std::int64_t kLookedAtOnce = 500;
constexpr std::int64_t kBytesAtOnce = 8'000'000;
constexpr std::int64_t kFill = 2;  // of epcis_fill

// Of one organisation, found together: they have one source, which their announcement names.
struct Found {
  std::vector<EpcisEventId> ids;
  std::vector<epcis::PreparedEvent> events;
};

void announce(db::Tx& tx, Random& random, CaptureId source, OrganisationId organisation, std::size_t events) {
  events::NewEvent told;
  told.type = kEventsCaptured;
  told.aggregate_type = "capture";
  told.aggregate_id = source.str();
  told.version = 1;
  told.actor = "traceability";
  told.reason = "links of events that were captured before";
  told.payload = json::write(EventsCaptured{organisation, static_cast<std::int64_t>(events)}).as_object();
  events::append(tx, random, told);
}

// One page, under the state's lock.
struct LinkPage {
  Random* random;

  struct Done {
    std::int64_t linked = 0;
    bool more = false;
  };
  Result<Done> operator()(db::Tx& tx) const {
    const auto state = tx.query(q::query_lock_fill, {{"fill", kFill}});
    const auto whole_to = state.front().get<EpcisEventId>("whole_to"),
               filled_to = state.front().get<EpcisEventId>("filled_to");
    const auto rows =
        tx.query(q::graph_list_unlinked, {{"after", filled_to}, {"to", whole_to}, {"limit", kLookedAtOnce}});
    Done out{0, static_cast<std::int64_t>(rows.size()) == kLookedAtOnce};
    auto last = filled_to;
    std::int64_t bytes = 0;
    std::map<OrganisationId, Found> found;
    for (const auto row : rows) {
      if (bytes >= kBytesAtOnce) {  // others wait for the lock
        out.more = true;
        break;
      }
      last = row.get<EpcisEventId>("id");
      if (!row.get<bool>("is_missing")) continue;
      const auto organisation = row.get<OrganisationId>("organisation_id");
      const auto body = query::list_bodies(tx, organisation, {last}, kBytesAtOnce).front();
      bytes += static_cast<std::int64_t>(body.size());
      auto& own = found[organisation];
      own.ids.push_back(last);
      own.events.push_back(epcis::prepare(epcis::parse_node(body).value(), organisation, epcis::Context()));
    }
    for (const auto& [organisation, own] : found) {
      const CaptureId source(make_uuid_v7(tx.now(), *random));
      std::vector<const epcis::PreparedEvent*> events;
      for (const auto& event : own.events) events.push_back(&event);
      insert_links(tx, source.bytes(), events, own.ids);
      announce(tx, *random, source, organisation, events.size());
      out.linked += static_cast<std::int64_t>(events.size());
    }
    if (last != filled_to) tx.execute(q::query_set_filled, {{"fill", kFill}, {"to", last}});
    return out;
  }
};

Task<std::int64_t> fill_all(db::Database& database, events::Sequencer& sequencer, Random& random, Loop* loop) {
  std::int64_t total = 0;
  const LinkPage page{&random};
  for (bool more = true; more && !(loop && loop->stopping());) {
    const auto done = co_await database.transaction(page);
    if (done->linked > 0) sequencer.committed();
    total += done->linked;
    more = done->more;
  }
  if (total > 0) telemetry::log_info("traceability.events_linked", {{"events", total}});
  co_return total;
}

Task<> fill_loop(db::Database& database, events::Sequencer& sequencer, Random& random, Loop& loop) {
  const auto filled = co_await fill_all(database, sequencer, random, &loop);
  static_cast<void>(filled);
}

}  // namespace

void LinkFill::start(Background& background) {
  auto* database = &database_;
  auto* sequencer = &sequencer_;
  auto* random = &random_;
  background.spawn("traceability.links", [database, sequencer, random](Loop& loop) {
    return fill_loop(*database, *sequencer, *random, loop);
  });
}

Task<std::int64_t> LinkFill::run() { return fill_all(database_, sequencer_, random_, nullptr); }

}  // namespace shanhai::traceability::graph
