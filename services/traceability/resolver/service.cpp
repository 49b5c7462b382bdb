#include "services/traceability/resolver/service.hpp"

#include <set>

#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/query/store.hpp"
#include "services/traceability/resolver/store.hpp"
#include "services/traceability/resolver/unit.hpp"
#include "services/traceability/trace/facts.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kSkusLookedAt = 10, kLotsShown = 20, kWindowsLookedAt = 20, kEventsLookedAt = 50;
constexpr std::int64_t kBytesAtOnce = 500'000, kBytesLookedAt = 8'000'000;  // of a unit's events; anybody may ask

std::vector<TradeItemLot> lots_of(const std::vector<store::PublicLotRow>& rows, const std::string& gtin) {
  std::vector<TradeItemLot> out;
  for (const auto& row : rows)
    out.push_back(
        {row.lot_number, row.made_on, row.best_before, row.recalled_at, epcis::lot_path(gtin, row.lot_number)});
  return out;
}

Result<TradeItemView> read_item(db::Tx& tx, const std::string& gtin) {
  const auto skus = store::list_skus_of_gtin(tx, gtin, 1);
  if (skus.empty()) return Error::not_found("trade_item");
  const auto& sku = skus.front();
  TradeItemView out;
  out.gtin = gtin;
  out.product_name = public_text(sku.product_name);
  out.label = public_text(sku.label);
  out.supplier_name = store::find_supplier_name(tx, sku.supplier);
  out.certification = tell_certification(store::list_certifications(tx, sku.product, kWindowsLookedAt), tx.now());
  out.recalled_lots = lots_of(store::list_recalled_lots_of_gtin(tx, gtin, kLotsShown), gtin);
  out.newest_lots = lots_of(store::list_newest_lots_of_gtin(tx, gtin, kLotsShown), gtin);
  return out;
}

// What an organisation says of a unit: the latest events, as long as none names a lot and `bytes` are left.
std::optional<std::string> told_lot_of_unit(db::Tx& tx, OrganisationId organisation, const std::string& gtin,
                                            const std::string& uri, std::int64_t& bytes) {
  auto ids = store::list_events_of_unit(tx, organisation, uri, kEventsLookedAt);
  std::vector<epcis::Node> events;
  while (!ids.empty() && bytes > 0) {
    const auto bodies = query::list_bodies(tx, organisation, ids, kBytesAtOnce);
    ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(bodies.size()));
    for (const auto& body : bodies) {
      bytes -= static_cast<std::int64_t>(body.size());
      events.push_back(epcis::parse_node(body).value());
    }
    if (auto number = lot_number_in(events, gtin)) return number;
  }
  return std::nullopt;
}

// Only who supplies the GTIN is believed about its units, and only about lots of its own.
Result<std::string> read_lot_of_unit(db::Tx& tx, const std::string& gtin, const std::string& uri) {
  std::set<OrganisationId> asked;
  auto bytes = kBytesLookedAt;
  for (const auto& sku : store::list_skus_of_gtin(tx, gtin, kSkusLookedAt)) {
    if (!asked.insert(sku.supplier).second) continue;
    const auto number = told_lot_of_unit(tx, sku.supplier, gtin, uri, bytes);
    if (!number) continue;
    const auto lot = store::find_lot_by_digital_link(tx, gtin, *number);
    if (lot && lot->supplier == sku.supplier) return *number;
  }
  return Error::not_found("unit");
}

}  // namespace

Task<Result<TradeItemView>> ResolverService::trade_item(std::string gtin14) {
  auto read = [&](db::Tx& tx) { return read_item(tx, gtin14); };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

Task<Result<std::string>> ResolverService::lot_of_unit(std::string gtin14, std::string ai, std::string serial) {
  const auto uri = unit_uri(gtin14, ai, serial);
  auto read = [&](db::Tx& tx) { return read_lot_of_unit(tx, gtin14, uri); };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

}  // namespace shanhai::traceability
