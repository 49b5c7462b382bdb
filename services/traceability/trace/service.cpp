#include "services/traceability/trace/service.hpp"

#include <algorithm>
#include <map>

#include "common/base/gtin.hpp"
#include "services/traceability/epcis/event_hash.hpp"
#include "services/traceability/log/service.hpp"
#include "services/traceability/lot/view.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/scope.hpp"
#include "services/traceability/trace/facts.hpp"
#include "services/traceability/trace/store.hpp"

namespace shanhai::traceability {
namespace {

EventView event_view(const epcis::StoredEvent& event) {
  return {epcis::hash_id(event.hash), event.event_type,         event.biz_step, event.event_time,
          event.record_time,          log_proof_path(event.id), nullptr};
}

}  // namespace

Task<Result<TraceView>> TraceService::trace(std::string gtin, std::string lot_number, http::Language language) {
  if (!is_valid_gtin(gtin) || !is_valid_gs1_lot(lot_number)) co_return Error::not_found("lot");
  const auto gtin14 = to_gtin14(gtin);
  auto find = [&](db::Tx& tx) -> Result<TraceView> {
    const auto lot = store::find_lot_by_digital_link(tx, gtin14, lot_number);
    if (!lot) return Error::not_found("lot");
    return tell_trace(read_facts(tx, *lot), language, tx.now());
  };
  auto view = co_await database_.snapshot(find);
  co_return view;
}

OwnTrace TraceService::read_own(db::Tx& tx, const store::LotRow& lot, EpcisEventId after, std::int64_t limit,
                                http::Language language) {
  const auto lineage = backwards(tx, lot.id);
  const auto rows = store::list_lots_by_id(tx, lineage.lots);
  OwnTrace out;
  std::map<LotId, std::size_t> places;
  for (const auto id : lineage.lots) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.id == id; });
    places[id] = out.lots.size();
    out.lots.push_back({view_of(*row, names_), {}, {}});
  }
  for (const auto& edge : lineage.edges) out.lots[places.at(edge.lot)].inputs.push_back({edge.input, edge.quantity});
  for (const auto& delivery : store::list_deliveries(tx, lineage.lots)) {
    out.lots[places.at(delivery.lot)].deliveries.push_back(
        {delivery.household, delivery.quantity, delivery.delivered_on});
  }
  for (const auto& edge : store::list_outputs_of(tx, {lot.id})) out.made_into.push_back({edge.lot, edge.quantity});
  out.households = store::list_households_of(tx, {lot.id});
  out.journey = tell_journey(journey_parts(tx, rows, lineage), lot.households, language);
  auto events = store::list_events_of_lots(tx, lineage.lots, after, limit + 1);
  out.next_cursor = cut_page(events, limit, [](const epcis::StoredEvent& event) { return event.id; });
  for (auto& event : events) {
    out.events.push_back(event_view(event));
    out.documents.push_back(std::move(event.body));
  }
  return out;
}

std::string print_trace(const OwnTrace& trace) {
  // Inside a string the quotes would be escaped, so this stands where a document belongs and nowhere else.
  constexpr std::string_view kPlace = "\"document\":null";
  const auto text = json::print(trace);
  std::string out;
  std::size_t begin = 0;
  for (const auto& document : trace.documents) {
    const auto place = text.find(kPlace, begin);
    out.append(text, begin, place - begin).append("\"document\":").append(document);
    begin = place + kPlace.size();
  }
  return out.append(text, begin);
}

Task<Result<OwnTrace>> TraceService::own_trace(auth::Principal caller, LotId lot, OwnTraceQuery query,
                                               http::Language language) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto after, after_cursor(query.cursor, EpcisEventId()));
  auto read = [&](db::Tx& tx) -> Result<OwnTrace> {
    const auto row = store::find_lot(tx, lot, supplier);
    if (!row) return Error::not_found("lot");
    return read_own(tx, *row, after, query.size(), language);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<std::string>> TraceService::digital_link(LotId lot) {
  auto read = [&](db::Tx& tx) -> Result<std::string> {
    const auto row = store::find_any_lot(tx, lot);
    if (!row || !row->gtin) return Error::not_found("lot");
    return names_.packed_lot(*row->gtin, row->lot_number);
  };
  auto link = co_await database_.snapshot(read);
  co_return link;
}

}  // namespace shanhai::traceability
