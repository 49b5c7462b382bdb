#include "services/traceability/trace/service.hpp"

#include <algorithm>
#include <map>

#include "common/base/gtin.hpp"
#include "services/traceability/catalog_projection/store.hpp"
#include "services/traceability/epcis/event_hash.hpp"
#include "services/traceability/evidence/store.hpp"
#include "services/traceability/log/service.hpp"
#include "services/traceability/lot/view.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/scope.hpp"
#include "services/traceability/trace/store.hpp"

namespace shanhai::traceability {
namespace {

// How many transformations lie between each lot and the first, the longest way.
std::map<LotId, std::size_t> depths_of(const Lineage& lineage) {
  std::map<LotId, std::size_t> depths;
  for (const auto lot : lineage.lots) depths[lot] = 0;
  // A lot is younger than what went into it, so ids in falling order visit every lot before its inputs.
  auto edges = lineage.edges;
  std::sort(edges.begin(), edges.end(), [](const auto& a, const auto& b) { return a.lot > b.lot; });
  for (const auto& edge : edges) depths[edge.input] = std::max(depths[edge.input], depths[edge.lot] + 1);
  return depths;
}

std::vector<JourneyPart> parts_of(const std::vector<store::JourneyRow>& rows, const std::vector<store::LotRow>& lots,
                                  const Lineage& lineage) {
  const auto depths = depths_of(lineage);
  std::map<LotId, Unit> units;
  for (const auto& lot : lots) units[lot.id] = lot.unit;
  std::vector<JourneyPart> out;
  for (const auto& row : rows) {
    out.push_back(
        {row.lot, depths.at(row.lot), units[row.lot], row.step, row.division, row.first_at, row.last_at, row.quantity});
  }
  return out;
}

// Counties of the raw lots, the largest first.
std::vector<OriginCounty> origins_of(const std::vector<store::LotRow>& lots) {
  std::map<std::string, std::int64_t> quantities;
  for (const auto& lot : lots) {
    if (lot.kind == LotKind::raw) quantities[lot.county] += lot.quantity;
  }
  std::vector<std::pair<std::string, std::int64_t>> sorted(quantities.begin(), quantities.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<OriginCounty> out;
  for (const auto& [code, quantity] : sorted) out.push_back({code, place_name(code)});
  return out;
}

CertificationStanding standing_of(const store::CertificationWindow& window, Instant now) {
  if (window.revoked) return CertificationStanding::revoked;
  if (now < window.valid_from) return CertificationStanding::not_yet_valid;
  return now < window.valid_to ? CertificationStanding::valid : CertificationStanding::expired;
}

std::optional<PublicCertification> certification_of(db::Tx& tx, std::optional<ProductId> product) {
  constexpr std::int64_t kWindowsLookedAt = 20;
  std::optional<PublicCertification> out;
  if (!product) return out;
  for (const auto& window : store::list_certifications(tx, *product, kWindowsLookedAt)) {
    const auto standing = standing_of(window, tx.now());
    if (!out || standing == CertificationStanding::valid)
      out = {window.certification, window.valid_from, window.valid_to, standing};
    if (standing == CertificationStanding::valid) break;
  }
  return out;
}

std::optional<PublicCertificate> certificate_of(db::Tx& tx, const std::vector<LotId>& lots) {
  const auto rows = store::list_certificates(tx, lots);
  for (const auto lot : lots) {  // the nearest
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.lot == lot; });
    if (found != rows.end()) return PublicCertificate{found->statement, found->issued_on};
  }
  return std::nullopt;
}

EventView event_view(const epcis::StoredEvent& event) {
  return {epcis::hash_id(event.hash), event.event_type,         event.biz_step, event.event_time,
          event.record_time,          log_proof_path(event.id), nullptr};
}

}  // namespace

TraceView TraceService::read(db::Tx& tx, const store::LotRow& lot, http::Language language) {
  const auto lineage = backwards(tx, lot.id);
  const auto lots = store::list_lots_by_id(tx, lineage.lots);
  const auto journey = store::list_journey(tx, lineage.lots);
  TraceView out;
  out.gtin = lot.gtin.value();
  out.lot_number = lot.lot_number;
  out.product_name = lot.product_name;
  out.supplier_name = store::find_supplier_name(tx, lot.supplier);
  out.origin_counties = origins_of(lots);
  out.county = out.origin_counties.empty() ? lot.county : out.origin_counties.front().code;
  out.county_name = place_name(out.county);
  out.made_on = lot.made_on;
  out.best_before = lot.best_before;
  out.households = lot.households;
  out.journey = tell_journey(parts_of(journey, lots, lineage), lot.households, language);
  for (auto& test : store::list_tests(tx, lineage.lots)) {
    out.tests.push_back(
        {test.laboratory, test.report_number, test.result, test.tested_on, std::move(test.items), test.file_sha256});
  }
  out.commitment_certificate = certificate_of(tx, lineage.lots);
  out.certification = certification_of(tx, lot.product);
  out.recalled = lot.recalled_at.has_value();
  out.recalled_at = lot.recalled_at;
  for (const auto& row : journey) out.epcis_event_count += row.events;
  constexpr std::int64_t kProofsShown = 20;
  out.log_entries = "/v1/lots/" + lot.id.str() + "/log-entries";
  out.log_proofs = first_log_entries(tx, lot.id, kProofsShown);
  return out;
}

Task<Result<TraceView>> TraceService::trace(std::string gtin, std::string lot_number, http::Language language) {
  if (!is_valid_gtin(gtin) || !is_valid_gs1_lot(lot_number)) co_return Error::not_found("lot");
  const auto gtin14 = to_gtin14(gtin);
  auto find = [&](db::Tx& tx) -> Result<TraceView> {
    const auto lot = store::find_lot_by_digital_link(tx, gtin14, lot_number);
    if (!lot) return Error::not_found("lot");
    return read(tx, *lot, language);
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
  out.journey = tell_journey(parts_of(store::list_journey(tx, lineage.lots), rows, lineage), lot.households, language);
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
