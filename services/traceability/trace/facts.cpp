#include "services/traceability/trace/facts.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "services/traceability/epcis/privacy.hpp"
#include "services/traceability/evidence/store.hpp"
#include "services/traceability/log/service.hpp"
#include "services/traceability/lot/view.hpp"
#include "services/traceability/trace/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability {
namespace {

namespace q = sql::traceability;

constexpr std::int64_t kProofsShown = 20, kWindowsLookedAt = 20;

std::map<LotId, std::size_t> depths_of(const Lineage& lineage) {
  std::map<LotId, std::size_t> depths;
  for (const auto lot : lineage.lots) depths[lot] = 0;
  // A lot is younger than what went into it, so ids in falling order visit every lot before its inputs.
  auto edges = lineage.edges;
  std::sort(edges.begin(), edges.end(), [](const auto& a, const auto& b) { return a.lot > b.lot; });
  for (const auto& edge : edges) depths[edge.input] = std::max(depths[edge.input], depths[edge.lot] + 1);
  return depths;
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

PublicTest public_test(TestView test) {
  for (auto& item : test.items) {
    item.name = public_text(item.name.str());
    item.value = public_text(item.value.str());
    if (item.limit) item.limit = public_text(item.limit->str());
  }
  return {public_text(std::move(test.laboratory)),
          std::move(test.report_number),
          test.result,
          test.tested_on,
          std::move(test.items),
          std::move(test.file_sha256)};
}

std::optional<PublicCertificate> certificate_of(db::Tx& tx, const std::vector<LotId>& lots) {
  auto rows = store::list_certificates(tx, lots);
  for (const auto lot : lots) {  // the nearest
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.lot == lot; });
    if (found != rows.end()) return PublicCertificate{public_text(std::move(found->statement)), found->issued_on};
  }
  return std::nullopt;
}

CertificationStanding standing_of(const store::CertificationWindow& window, Instant now) {
  if (window.revoked) return CertificationStanding::revoked;
  if (now < window.valid_from) return CertificationStanding::not_yet_valid;
  return now < window.valid_to ? CertificationStanding::valid : CertificationStanding::expired;
}

Instant end_of(Date best_before) { return start_of_china_day(add_days(best_before, 1)); }

// Each of the lots, products and suppliers of many traces once, and what the database says of them.
class Stamps {
 public:
  Stamps(db::Tx& tx, const std::vector<const TraceFacts*>& all) {
    std::set<LotId> lots, unproven;
    std::set<ProductId> products;
    std::set<OrganisationId> suppliers;
    for (const auto* facts : all) {
      lots.insert(facts->lots.begin(), facts->lots.end());
      suppliers.insert(facts->lot.supplier);
      if (facts->lot.product) products.insert(*facts->lot.product);
      if (is_unproven(*facts)) unproven.insert(facts->lot.id);
    }
    db::Script script("trace_stamps");
    script.add(q::trace_lot_versions, {{"lots", list_of(lots)}}).add(q::trace_event_counts, {{"lots", list_of(lots)}});
    script.add(q::trace_suppliers, {{"suppliers", list_of(suppliers)}});
    if (!products.empty()) script.add(q::trace_certifications, {{"products", list_of(products)}});
    if (!unproven.empty()) script.add(q::trace_log_counts, {{"lots", list_of(unproven)}});
    const auto parts = tx.query(script);
    for (const auto row : parts[0]) lots_[row.get<LotId>("id")] = std::to_string(row.get<std::int64_t>("version"));
    for (const auto row : parts[1]) lots_[row.get<LotId>("lot_id")] += ":" + row.get<std::string>("events");
    for (const auto row : parts[2]) suppliers_[row.get<OrganisationId>("supplier_id")] = row.get<std::string>("name");
    std::size_t next = 3;
    if (!products.empty()) {
      for (const auto row : parts[next]) {
        products_[row.get<ProductId>("product_id")] +=
            row.get<CertificationId>("certification_id").str() + to_rfc3339(row.get<Instant>("valid_from")) +
            to_rfc3339(row.get<Instant>("valid_to")) + (row.get<bool>("revoked") ? "r" : "v");
      }
      ++next;
    }
    if (unproven.empty()) return;
    for (const auto row : parts[next]) entries_[row.get<LotId>("lot_id")] = row.get<std::int64_t>("entries");
  }

  std::string of(const TraceFacts& facts) const {
    std::string out;
    for (const auto lot : facts.lots) out += at(lots_, lot) + "|";
    out += at(suppliers_, facts.lot.supplier) + "|";
    if (facts.lot.product) out += at(products_, *facts.lot.product);
    const auto entries = entries_.find(facts.lot.id);
    return out + "|" + std::to_string(entries == entries_.end() ? 0 : entries->second);
  }

 private:
  // Once the page shows all the proofs it has room for, more of them change nothing.
  static bool is_unproven(const TraceFacts& facts) {
    return static_cast<std::int64_t>(facts.log_proofs.size()) < kProofsShown;
  }
  template <class Id>
  static db::Value list_of(const std::set<Id>& ids) {
    return db::Value::list_of(std::vector<Id>(ids.begin(), ids.end()));
  }
  template <class Id>
  static std::string at(const std::map<Id, std::string>& all, Id id) {
    const auto found = all.find(id);
    return found == all.end() ? "-" : found->second;
  }

  std::map<LotId, std::string> lots_;
  std::map<OrganisationId, std::string> suppliers_;
  std::map<ProductId, std::string> products_;
  std::map<LotId, std::int64_t> entries_;
};

}  // namespace

std::vector<JourneyPart> journey_parts(db::Tx& tx, const std::vector<store::LotRow>& lots, const Lineage& lineage) {
  const auto depths = depths_of(lineage);
  std::map<LotId, Unit> units;
  for (const auto& lot : lots) units[lot.id] = lot.unit;
  std::vector<JourneyPart> out;
  for (const auto& row : store::list_journey(tx, lineage.lots)) {
    out.push_back({row.lot, depths.at(row.lot), units[row.lot], row.step, row.division, row.first_at, row.last_at,
                   row.quantity, row.events});
  }
  return out;
}

// Who writes a number of somebody's into a text does not publish it by that. Numbers of reports are left alone: some
// look like phones.
std::string public_text(std::string text) {
  if (epcis::holds_personal_data(text)) return "***";
  return text;
}

TraceFacts read_facts(db::Tx& tx, const store::LotRow& lot) {
  TraceFacts out;
  out.lot = lot;
  out.lot.product_name = public_text(lot.product_name);
  const auto lineage = backwards(tx, lot.id);
  out.lots = lineage.lots;
  const auto lots = store::list_lots_by_id(tx, lineage.lots);
  out.supplier_name = store::find_supplier_name(tx, lot.supplier);
  out.origin_counties = origins_of(lots);
  out.journey = journey_parts(tx, lots, lineage);
  for (const auto& part : out.journey) out.events += part.events;
  for (auto& test : store::list_tests(tx, lineage.lots)) {
    if (!test.superseded_at) out.tests.push_back(public_test(std::move(test)));
  }
  out.certificate = certificate_of(tx, lineage.lots);
  if (lot.product) out.certifications = store::list_certifications(tx, *lot.product, kWindowsLookedAt);
  out.log_proofs = first_log_entries(tx, lot.id, kProofsShown);
  return out;
}

TraceView tell_trace(const TraceFacts& facts, http::Language language, Instant now) {
  const auto& lot = facts.lot;
  TraceView out;
  out.gtin = lot.gtin.value();
  out.lot_number = lot.lot_number;
  out.product_name = lot.product_name;
  out.supplier_name = facts.supplier_name;
  out.origin_counties = facts.origin_counties;
  out.county = out.origin_counties.empty() ? lot.county : out.origin_counties.front().code;
  out.county_name = place_name(out.county);
  out.made_on = lot.made_on;
  out.best_before = lot.best_before;
  out.past_best_before = lot.best_before && now >= end_of(*lot.best_before);
  out.households = lot.households;
  out.journey = tell_journey(facts.journey, lot.households, language);
  out.tests = facts.tests;
  out.commitment_certificate = facts.certificate;
  out.certification = tell_certification(facts.certifications, now);
  out.recalled = lot.recalled_at.has_value();
  out.recalled_at = lot.recalled_at;
  out.epcis_event_count = facts.events;
  out.log_entries = "/v1/lots/" + lot.id.str() + "/log-entries";
  out.log_proofs = facts.log_proofs;
  return out;
}

std::optional<PublicCertification> tell_certification(const std::vector<store::CertificationWindow>& windows,
                                                      Instant now) {
  std::optional<PublicCertification> out;
  for (const auto& window : windows) {
    const auto standing = standing_of(window, now);
    if (!out || standing == CertificationStanding::valid)
      out = {window.certification, window.valid_from, window.valid_to, standing};
    if (standing == CertificationStanding::valid) break;
  }
  return out;
}

Instant told_until(const TraceFacts& facts, Instant now) {
  auto out = Instant::max();
  const auto consider = [&](Instant change) {
    if (change > now) out = std::min(out, change);
  };
  for (const auto& window : facts.certifications) {
    consider(window.valid_from);
    consider(window.valid_to);
  }
  if (facts.lot.best_before) consider(end_of(*facts.lot.best_before));
  return out;
}

std::vector<std::string> stamps_of(db::Tx& tx, const std::vector<const TraceFacts*>& all) {
  std::vector<std::string> out;
  if (all.empty()) return out;
  const Stamps stamps(tx, all);
  for (const auto* facts : all) out.push_back(stamps.of(*facts));
  return out;
}

}  // namespace shanhai::traceability
