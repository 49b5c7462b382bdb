// Recalls that end because the report that began them was wrong (docs/decisions/0025).
#include <algorithm>
#include <map>
#include <set>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/traceability/announcing.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/recall/service.hpp"
#include "services/traceability/sale/domain.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kDueAtOnce = 50;

epcis::LotEvent lifted_event(const store::LotRow& lot, Instant now) {
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.event_time = now;
  event.biz_step = "inspecting";
  event.disposition = "conformant";
  event.division = lot.county;
  event.amounts = {{lot.id, lot.epc_class, lot.quantity, lot.unit}};
  event.extensions = {{"recallLifted", epcis::Node::of(lot.version)}};
  event.journey = {lot.id, Step::note, lot.county, lot.quantity};
  return event;
}

bool is_kept(const store::LotRow& lot) { return lot.failed_tests > 0 || lot.recalled_at.has_value(); }

// Of recalled lots, older ones first, those that nothing keeps off sale any more. A lot that one of its inputs keeps is
// kept, so what is below a kept lot is, too.
std::vector<store::LotRow> lots_to_lift(db::Tx& tx, const std::vector<store::LotRow>& lots,
                                        const std::vector<store::RecallRow>& recalls) {
  std::vector<LotId> ids;
  for (const auto& lot : lots) ids.push_back(lot.id);
  const auto by_test = store::list_recalls_by_test(tx, ids);
  std::set<LotId> kept;  // for a reason of their own
  for (const auto& recall : recalls) {
    const bool asked_for =
        recall.origin == recall.lot && std::find(by_test.begin(), by_test.end(), recall.lot) == by_test.end();
    if (asked_for) kept.insert(recall.lot);
  }
  std::multimap<LotId, LotId> inputs;
  std::set<LotId> outer;
  for (const auto& edge : store::list_inputs_of(tx, ids)) {
    inputs.emplace(edge.lot, edge.input);
    if (!std::binary_search(ids.begin(), ids.end(), edge.input)) outer.insert(edge.input);
  }
  for (const auto& row : store::list_lots_by_id(tx, {outer.begin(), outer.end()})) {
    if (is_kept(row)) kept.insert(row.id);
  }
  std::vector<store::LotRow> out;
  for (const auto& lot : lots) {
    const auto [first, last] = inputs.equal_range(lot.id);
    const bool below = std::any_of(first, last, [&](const auto& edge) { return kept.contains(edge.second); });
    if (below || lot.failed_tests > 0) kept.insert(lot.id);
    if (!kept.contains(lot.id)) out.push_back(lot);
  }
  return out;
}

}  // namespace

// Nothing can be made of a locked lot, but something may have been made of it just before its lock was had: until a
// look at them all shows no more. Lots are younger than what they were made of, so this locks in the order of ids.
std::vector<store::LotRow> RecallService::lock_with_descendants(db::Tx& tx, store::LotRow origin) {
  std::vector<store::LotRow> locked;
  std::vector<LotId> ids{origin.id};
  while (locked.size() < ids.size()) {
    locked = store::lock_lots(tx, ids, origin.supplier);
    ids = forwards(tx, origin.id).lots;
  }
  return locked;
}

std::int64_t RecallService::lift(db::Tx& tx, store::LotRow origin, const std::string& reason, const Change& change) {
  const auto supplier = origin.supplier;
  auto locked = lock_with_descendants(tx, std::move(origin));
  std::erase_if(locked, [](const auto& lot) { return !lot.recalled_at.has_value(); });
  std::sort(locked.begin(), locked.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::vector<LotId> ids;
  for (const auto& lot : locked) ids.push_back(lot.id);
  const auto recalls = store::list_recalls_of(tx, ids, supplier);
  auto lots = lots_to_lift(tx, locked, recalls);
  if (lots.empty()) return 0;
  if (!store::mark_lifted(tx, lots)) throw std::logic_error("a locked lot is not recalled");
  store::lift_recalls(tx, lots, recalls, reason, change.actor);
  std::vector<epcis::LotEvent> recorded;
  std::vector<events::NewEvent> told;
  for (const auto& lot : lots) {
    recorded.push_back(lifted_event(lot, tx.now()));
    told.push_back(announcement(kLotRecallLifted, lot.id, lot.version, change, LotChanged{lot.id, supplier, 0}));
  }
  recorder_.record(tx, recorded);
  events::append_all(tx, random_, told);
  return static_cast<std::int64_t>(lots.size());
}

Task<bool> RecallService::carry_out_lift(store::LiftRow lift) {
  std::optional<orders::LotReleased> released;
  std::string failure = "unavailable";
  const orders::LotRelease release{lift.lot, Text<1, 200>(lift.reason), lift.decision};
  try {
    auto answer = co_await orders_->release_lot(release);
    if (answer.has_value()) released = std::move(*answer);
    if (answer.has_error()) failure = answer.error().code;
  } catch (const Unavailable&) {            // tried again later
  } catch (const std::exception& broken) {  // a bug there must not hold up the lots behind this one
    failure = "internal";
    telemetry::log_error("traceability.release_failed", {{"lot", lift.lot.str()}, {"error", broken.what()}});
  }
  SHANHAI_FAILPOINT("traceability.recall.released");
  if (!released)
    telemetry::log_warn("traceability.release_postponed",
                        {{"lot", lift.lot.str()}, {"attempts", lift.attempts + 1}, {"failure", failure}});
  auto write = [&](db::Tx& tx) -> Result<void> {
    if (released) {
      store::confirm_lift(tx, lift, released->released_quantity);
    } else {
      store::postpone_lift(tx, lift, tx.now() + retry_after(lift.attempts));
    }
    return {};
  };
  auto written = co_await database_.transaction(write);
  if (written.has_error()) throw std::runtime_error("what a release came to cannot be written");
  co_return released.has_value();
}

Task<std::int64_t> RecallService::carry_out_lifts() {
  auto find = [](db::Tx& tx) -> Result<std::vector<store::LiftRow>> { return store::list_due_lifts(tx, kDueAtOnce); };
  auto due = co_await database_.snapshot(find);
  if (due.has_error()) throw std::runtime_error("lifted recalls that are due cannot be read");
  std::int64_t done = 0;
  for (const auto& lift : *due) {
    const bool released = co_await carry_out_lift(lift);
    done += released ? 1 : 0;
  }
  co_return done;
}

}  // namespace shanhai::traceability
