#include "services/traceability/capture/service.hpp"

#include "common/base/failpoint.hpp"
#include "services/traceability/graph/store.hpp"
#include "services/traceability/paging.hpp"

namespace shanhai::traceability {
namespace {

Error event_exists(const std::string& event_id) {
  return Error::conflict("event_exists", "an event with this eventID was captured before")
      .with("eventID", json::Value(event_id));
}

}  // namespace

Task<Result<db::Replayable<CaptureReceipt>>> CaptureService::take(auth::Principal caller,
                                                                  std::optional<db::IdempotencyKey> key,
                                                                  std::string document,
                                                                  CaptureErrorBehaviour behaviour) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  const auto text = std::make_shared<const std::string>(std::move(document));
  const auto events_max = policy_.events_max;
  auto read = [text, organisation, events_max](std::size_t) { return read_capture(*text, organisation, events_max); };
  auto draft = co_await workers_.run(read);
  if (draft.has_error()) co_return std::move(draft).error();
  if (behaviour == CaptureErrorBehaviour::rollback && !draft->wrong.empty())
    co_return Error::invalid(std::move(draft->wrong));
  const auto id = CaptureId::make(database_.clock(), random_);
  const bool is_short = static_cast<std::int64_t>(draft->events.size()) <= policy_.at_once;
  auto room = co_await jobs_.room_for(draft->bytes);
  CaptureJobs::Document read_one{id, organisation, caller.actor(), behaviour,
                                 std::make_shared<const CaptureDraft>(std::move(*draft))};
  if (is_short && room) {
    auto stored = co_await jobs_.store_at_once(read_one, key);
    SHANHAI_FAILPOINT("traceability.capture.taken");
    if (stored) co_return std::move(*stored);
  }
  Instant leased_until{};
  auto insert = [&](db::Tx& tx) -> Result<CaptureReceipt> {
    leased_until = room ? CaptureJobs::lease_end(tx.now()) : tx.now();
    store::insert_capture(tx, {id, organisation, caller.actor(), behaviour, *text, leased_until});
    return CaptureReceipt{id};
  };
  auto once = [&](db::Tx& tx) -> Result<db::Replayable<CaptureReceipt>> {
    if (key) return db::idempotent(tx, *key, [&] { return insert(tx); });
    SH_TRY(auto receipt, insert(tx));
    return db::Replayable<CaptureReceipt>{receipt, false};
  };
  auto receipt = co_await database_.transaction(once);
  SHANHAI_FAILPOINT("traceability.capture.taken");
  if (receipt.has_value() && !receipt->replayed && room)
    jobs_.put({std::move(read_one), leased_until, std::move(room)});
  co_return receipt;
}

Task<Result<CapturedEvent>> CaptureService::capture(auth::Principal caller, std::string event, std::string trace_id) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  const auto text = std::make_shared<const std::string>(std::move(event));
  auto read = [text, organisation](std::size_t) { return read_event(*text, organisation); };
  auto prepared = co_await workers_.run(read);
  if (prepared.has_error()) co_return std::move(prepared).error();
  const Change change{caller.actor(), {}, std::move(trace_id)};
  try {
    auto once = [&](db::Tx& tx) { return write(tx, *prepared, change); };
    auto captured = co_await database_.transaction(once);
    if (captured.has_value()) sequencer_.committed();
    co_return captured;
  } catch (const db::DuplicateKey&) {  // by another request at this moment
  }
  co_return event_exists(prepared->event_id);
}

Result<CapturedEvent> CaptureService::write(db::Tx& tx, const epcis::PreparedEvent& event, const Change& change) {
  const std::vector<epcis::PreparedEvent> one{event};
  if (!epcis::find_known(tx, event.organisation, one).empty()) return event_exists(event.event_id);
  const std::vector<const epcis::PreparedEvent*> alone{&event};
  const auto ids = epcis::append(tx, random_, alone);
  graph::insert_links(tx, ids.front().bytes(), alone, ids);
  events::NewEvent told;
  told.type = kEventsCaptured;
  told.aggregate_type = "event";
  told.aggregate_id = ids.front().str();
  told.version = 1;
  told.actor = change.actor;
  told.trace_id = change.trace_id;
  told.payload = json::write(EventsCaptured{event.organisation, 1}).as_object();
  events::append(tx, random_, told);
  return CapturedEvent{event.event_id, epcis::document_of(event, tx.now())};
}

Task<Result<CaptureJobView>> CaptureService::job(auth::Principal caller, CaptureId id) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto read = [organisation, id](db::Tx& tx) -> Result<CaptureJobView> {
    auto found = store::find_capture(tx, id, organisation);
    if (!found) return Error::not_found("capture");
    return std::move(*found);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<CaptureJobPage>> CaptureService::jobs(auth::Principal caller, CaptureJobQuery query) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto before = after_cursor(query.nextPageToken, last_id<CaptureId>());
  if (before.has_error()) co_return Error::invalid_field("query/nextPageToken", "invalid_cursor", "as a list gave it");
  auto read = [&](db::Tx& tx) -> Result<CaptureJobPage> {
    CaptureJobPage out;
    out.items = store::list_captures(tx, organisation, *before, query.size() + 1);
    out.next = cut_page(out.items, query.size(), [](const CaptureJobView& view) { return view.captureID; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

}  // namespace shanhai::traceability
