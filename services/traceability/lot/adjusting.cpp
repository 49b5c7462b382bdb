// Quantities that change after a lot was recorded: corrections and write-offs.
#include <algorithm>

#include "common/db/audit.hpp"
#include "services/traceability/announcing.hpp"
#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/epcis/context.hpp"
#include "services/traceability/lot/events.hpp"
#include "services/traceability/lot/refusals.hpp"
#include "services/traceability/lot/service.hpp"
#include "services/traceability/lot/view.hpp"
#include "services/traceability/trace/store.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kListed = 500, kEventsAtOnce = 200;

Error unprocessable_at(const char* pointer, const char* code, std::string detail) {
  return at_field(Error::unprocessable(code, std::move(detail)), pointer);
}

// What a correction is about, as it stands.
struct Standing {
  std::int64_t quantity = 0;
  std::optional<std::int64_t> delivery;
  DraftDelivery delivered;            // of a raw lot
  std::vector<store::LotRow> inputs;  // of any other, with
  std::vector<std::int64_t> parts;    // how much of each went in
};

Result<Standing> standing_of(db::Tx& tx, const store::LotRow& lot, const CorrectionEntry& entry) {
  Standing out;
  if (lot.kind == LotKind::raw) {
    const auto deliveries = store::list_deliveries(tx, {lot.id});
    if (!entry.delivery)
      return Error::invalid_field("/delivery", "required", "a raw lot is corrected by its deliveries");
    out.delivery = entry.delivery->value();
    if (*out.delivery > static_cast<std::int64_t>(deliveries.size()))
      return Error::invalid_field("/delivery", "out_of_range", std::to_string(deliveries.size()) + " deliveries");
    const auto& row = deliveries[static_cast<std::size_t>(*out.delivery) - 1];
    out.delivered = {row.household, entry.quantity, row.delivered_on};
    out.quantity = row.quantity;
    return out;
  }
  if (entry.delivery) return Error::invalid_field("/delivery", "not_allowed", "only raw lots are delivered");
  out.quantity = lot.quantity;
  std::vector<LotId> ids;
  const auto edges = store::list_inputs_of(tx, {lot.id});
  for (const auto& edge : edges) ids.push_back(edge.input);
  out.inputs = store::list_lots_by_id(tx, ids);
  for (const auto& input : out.inputs) {
    const auto edge = std::find_if(edges.begin(), edges.end(), [&](const auto& e) { return e.input == input.id; });
    out.parts.push_back(edge->quantity);
  }
  return out;
}

std::vector<Ingredient> ingredients_of(const Standing& standing) {
  std::vector<Ingredient> out;
  for (std::size_t i = 0; i < standing.inputs.size(); ++i) out.push_back({standing.inputs[i].unit, standing.parts[i]});
  return out;
}

bool tells_of(const epcis::Node& event, std::optional<std::int64_t> delivery) {
  if (event.find("errorDeclaration")) return false;
  if (!delivery) return true;
  const auto* number = event.find("shanhai:delivery");
  return number && number->text == std::to_string(*delivery);
}

// The newest event that says what is being corrected: an earlier correction stands for what it corrected.
Result<epcis::Node> standing_event(db::Tx& tx, const store::LotRow& lot, std::optional<std::int64_t> delivery) {
  std::optional<epcis::Node> found;
  EpcisEventId after;
  const std::string step = lot.kind == LotKind::packed ? "packing" : "commissioning";
  const std::string type = delivery ? "ObjectEvent" : "TransformationEvent";
  for (;;) {
    const auto events = store::list_events_of_lots(tx, {lot.id}, after, kEventsAtOnce);
    for (const auto& event : events) {
      after = event.id;
      if (event.biz_step != step || event.event_type != type) continue;
      SH_TRY(auto document, epcis::parse_node(event.body));
      // A transformation that the lot went into is another lot's.
      const auto* outputs = document.find("outputQuantityList");
      const bool is_output = outputs && !outputs->elements.empty() && outputs->elements.front().find("epcClass") &&
                             outputs->elements.front().find("epcClass")->text == lot.epc_class;
      if (tells_of(document, delivery) && (delivery || is_output)) found = std::move(document);
    }
    if (static_cast<std::int64_t>(events.size()) < kEventsAtOnce) break;
  }
  if (!found) return Error::internal("lot " + lot.id.str() + " has no event of its beginning");
  return std::move(*found);
}

// `lot` as corrected.
epcis::LotEvent corrective_event(const store::LotRow& lot, const Standing& standing, std::int64_t difference,
                                 const epcis::Names& names) {
  auto event = standing.delivery ? harvest_events(lot, {standing.delivered}, names).front()
                                 : transformation_event(lot, standing.inputs, standing.parts);
  if (standing.delivery) event.extensions.front().value = epcis::Node::of(*standing.delivery);
  // Who corrects back and forth says the same again: the number keeps it another event.
  event.extensions.push_back({"correction", epcis::Node::of(lot.version)});
  event.journey.quantity = difference;
  return event;
}

// What is written down of a correction to more than its inputs allow; of other errors nothing.
std::optional<store::BalanceRefusal> exceeding(const Error& error, const store::LotRow& lot, const std::string& actor) {
  const auto& more = error.extensions;
  if (!more.contains("requested")) return std::nullopt;
  return store::BalanceRefusal{
      lot.id, lot.supplier, actor, "correct", more.at("requested").as_int64(), more.at("available").as_int64()};
}

epcis::LotEvent write_off_event(const store::LotRow& lot, const WriteOffEntry& entry, Instant now) {
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.event_time = now;
  event.division = lot.county;
  event.amounts = {{lot.id, lot.epc_class, entry.quantity, lot.unit}};
  event.extensions = {{"cause", epcis::Node::of(name_of(entry.cause))}, {"adjustment", epcis::Node::of(lot.version)}};
  event.journey = {lot.id, Step::note, lot.county, entry.quantity};
  event.action = epcis::Action::DELETE_;
  event.biz_step = "decommissioning";
  event.disposition = "inactive";
  if (entry.cause == AdjustmentCause::destroyed) event.biz_step = "destroying", event.disposition = "destroyed";
  if (entry.cause == AdjustmentCause::spoilt) event.disposition = "damaged";
  if (entry.cause == AdjustmentCause::sample) event.biz_step = "sampling";
  return event;
}

}  // namespace

Task<Result<db::Replayable<LotView>>> LotService::correct(auth::Principal caller, db::IdempotencyKey key, LotId id,
                                                          CorrectionEntry entry, std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), entry.reason, std::move(trace_id)};
  Write write_it = [&](db::Tx& tx, Refusal& refusal) {
    return write_correction(tx, supplier, id, entry, change, refusal);
  };
  auto view = co_await write_once(std::move(key), std::move(write_it));
  co_return view;
}

Result<LotView> LotService::write_correction(db::Tx& tx, OrganisationId supplier, LotId id,
                                             const CorrectionEntry& entry, const Change& change, Refusal& refusal) {
  auto row = store::lock_lot(tx, id, supplier);
  if (!row) return Error::not_found("lot");
  SH_TRY(const auto standing, standing_of(tx, *row, entry));
  const auto difference = entry.quantity.value() - standing.quantity;
  if (difference == 0) return unprocessable_at("/quantity", "nothing_to_correct", "that is what was recorded");
  const auto corrected = row->quantity + difference;
  const auto most = row->kind == LotKind::packed ? kSaleUnitsMax : kQuantityMax;
  if (corrected > most)
    return unprocessable_at("/quantity", "quantity_out_of_range", "at most " + std::to_string(most));
  auto loss = row->loss_g;
  if (row->kind != LotKind::raw) {
    auto intended = *row;
    intended.quantity = corrected;
    auto judged = balanced(tx, intended, ingredients_of(standing));
    if (judged.has_error()) {
      refusal = exceeding(judged.error(), *row, change.actor);
      return std::move(judged).error();
    }
    loss = *judged;
  }
  if (!store::correct(tx, *row, difference, loss)) {
    refusal = store::BalanceRefusal{id, supplier, change.actor, "correct", -difference, row->available};
    return insufficient_balance(id, "/quantity", -difference, row->available);
  }
  SH_TRY(auto wrong, standing_event(tx, *row, standing.delivery));
  const auto event = corrective_event(*row, standing, difference, recorder_.names());
  const auto prepared = epcis::prepare(epcis::to_document(event, recorder_.names()), row->supplier, epcis::Context());
  recorder_.record(tx, event);
  declare_error(tx, random_, *row, std::move(wrong), {prepared.event_id});
  store::insert_adjustment(tx, {id, row->version, AdjustmentKind::correction, AdjustmentCause::recorded_wrongly,
                                standing.delivery, difference, change.reason, change.actor, tx.now()});
  announce(tx, random_, kLotCorrected, id, row->version, change, LotChanged{id, supplier, difference});
  return view_of(*row, recorder_.names());
}

Task<Result<db::Replayable<LotView>>> LotService::write_off(auth::Principal caller, db::IdempotencyKey key, LotId id,
                                                            WriteOffEntry entry, std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), entry.reason, std::move(trace_id)};
  Write write_it = [&](db::Tx& tx, Refusal& refusal) { return write_down(tx, supplier, id, entry, change, refusal); };
  auto view = co_await write_once(std::move(key), std::move(write_it));
  co_return view;
}

Result<LotView> LotService::write_down(db::Tx& tx, OrganisationId supplier, LotId id, const WriteOffEntry& entry,
                                       const Change& change, Refusal& refusal) {
  auto row = store::lock_lot(tx, id, supplier);
  if (!row) return Error::not_found("lot");
  if (entry.cause == AdjustmentCause::recorded_wrongly)
    return Error::invalid_field("/cause", "not_allowed", "what was recorded wrongly is corrected");
  if (!store::write_off(tx, *row, entry.quantity)) {
    refusal = store::BalanceRefusal{id, supplier, change.actor, "write_off", entry.quantity, row->available};
    return insufficient_balance(id, "/quantity", entry.quantity, row->available);
  }
  recorder_.record(tx, write_off_event(*row, entry, tx.now()));
  store::insert_adjustment(tx, {id, row->version, AdjustmentKind::write_off, entry.cause, std::nullopt, entry.quantity,
                                change.reason, change.actor, tx.now()});
  announce(tx, random_, kLotWrittenOff, id, row->version, change, LotChanged{id, supplier, entry.quantity});
  return view_of(*row, recorder_.names());
}

Result<std::optional<std::int64_t>> LotService::balanced(db::Tx& tx, const store::LotRow& row,
                                                         const std::vector<Ingredient>& ingredients) const {
  const Output output{row.kind, row.unit, row.quantity, row.net_weight_g};
  SH_TRY(const auto loss, check_output(output, ingredients));
  SH_CHECK(check_yield(output, ingredients, store::list_yield_limits(tx), row.process, row.made_on));
  return loss;
}

Task<Result<YieldLimitView>> LotService::limit_yield(auth::Principal caller, YieldLimitEntry entry) {
  const auto& process = entry.process.str();
  const bool named = process.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == process.npos;
  if (!named) co_return Error::invalid_field("/process", "invalid_name", "lower case letters, digits, underscores");
  if (entry.valid_from <= china_date(database_.clock().now()))
    co_return Error::invalid_field("/valid_from", "not_after_today", "what was made is not judged anew");
  const YieldLimitView view{process, entry.valid_from, entry.yield_max_permille, entry.tolerance_permille,
                            entry.source};
  auto write = [&](db::Tx& tx) -> Result<YieldLimitView> {
    const YieldLimit limit{view.process, view.valid_from, view.yield_max_permille, view.tolerance_permille,
                           view.source};
    if (!store::insert_yield_limit(tx, limit, caller.actor()))
      return at_field(Error::conflict("yield_limit_exists", "the process has one from that day on"), "/valid_from");
    db::append_audit(tx, random_, {caller.actor(), "traceability.yield_limit.announced", view.process, {}});
    return view;
  };
  auto written = co_await database_.transaction(write);
  co_return written;
}

Task<Result<YieldLimitList>> LotService::yield_limits() {
  auto read = [](db::Tx& tx) -> Result<YieldLimitList> {
    YieldLimitList out;
    for (const auto& limit : store::list_yield_limits(tx)) {
      out.items.push_back(
          {limit.process, limit.valid_from, limit.yield_max_permille, limit.tolerance_permille, limit.source});
    }
    return out;
  };
  auto list = co_await database_.snapshot(read);
  co_return list;
}

Task<Result<AdjustmentList>> LotService::adjustments(auth::Principal caller, LotId id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  auto read = [supplier, id](db::Tx& tx) -> Result<AdjustmentList> {
    if (!store::find_lot(tx, id, supplier)) return Error::not_found("lot");
    AdjustmentList out;
    for (const auto& row : store::list_adjustments(tx, {id}, kListed)) {
      out.items.push_back({row.number, row.kind, row.cause, row.delivery, row.quantity, row.reason, row.adjusted_at});
    }
    for (const auto& row : store::list_balance_refusals(tx, {id}, kListed))
      out.refused.push_back({row.attempt, row.requested, row.available, row.attempted_at});
    return out;
  };
  auto list = co_await database_.snapshot(read);
  co_return list;
}

}  // namespace shanhai::traceability
