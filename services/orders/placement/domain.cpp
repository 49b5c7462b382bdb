#include "services/orders/placement/domain.hpp"

#include "common/base/failpoint.hpp"

namespace shanhai::orders {
namespace {

// Lines of several deliveries may name one SKU; they may even quote different versions of it.
struct Wanted {
  std::int64_t quantity = 0;
  std::int64_t odd_version = 0;  // one that is not current, where a line quotes such
};

}  // namespace

Decision decide(Shelf& shelf, const std::vector<DemandLine>& demand) {
  std::map<SkuId, Wanted> wanted;
  for (const auto& line : demand) {
    const auto offer = shelf.offers.find(line.sku);
    const bool frozen = line.price_frozen && offer != shelf.offers.end();
    const auto version = frozen ? offer->second.version : line.price_version;
    auto& [quantity, odd] = wanted.try_emplace(line.sku, Wanted{0, version}).first->second;
    quantity += line.quantity;
    if (offer != shelf.offers.end() && version != offer->second.version) odd = version;
  }
  Decision out;
  for (const auto& [sku, want] : wanted) {
    const auto offer = shelf.offers.find(sku);
    if (offer == shelf.offers.end() || !offer->second.for_sale) {
      out.not_for_sale.push_back(sku);
    } else if (offer->second.version != want.odd_version && !SHANHAI_PLANTED_BUG("orders.price_version_unchecked")) {
      out.price_changes.push_back({sku, want.odd_version, offer->second.version, offer->second.price});
    }
  }
  if (!out.accepted()) return out;
  for (const auto& [sku, want] : wanted) {
    const auto available = shelf.sellable.count(sku) ? shelf.sellable.at(sku) : 0;
    if (available < want.quantity) out.shortages.push_back({sku, want.quantity, available});
  }
  if (!out.accepted()) return out;
  for (const auto& [sku, want] : wanted) shelf.sellable[sku] -= want.quantity;
  return out;
}

}  // namespace shanhai::orders
