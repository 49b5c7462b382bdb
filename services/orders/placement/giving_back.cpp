#include "services/orders/placement/giving_back.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "services/orders/caps/store.hpp"
#include "services/orders/presale/ending.hpp"
#include "services/orders/presale/store.hpp"

namespace shanhai::orders {
namespace {

const LineRow& line_of(const OrderChange& change, OrderLineId id) {
  const auto found =
      std::find_if(change.lines().begin(), change.lines().end(), [&](const LineRow& line) { return line.id == id; });
  if (found == change.lines().end()) throw std::logic_error("a line of another order is given back");
  return *found;
}

bool any_capped(const OrderChange& change) {
  return std::any_of(change.lines().begin(), change.lines().end(), [](const LineRow& line) { return line.capped; });
}

// Claims of periods that are over may be gone.
void give_back_claims(db::Tx& tx, const OrderChange& change, const std::map<OrderLineId, std::int64_t>& units) {
  std::vector<ClaimRow> lowered;
  for (auto& claim : store::lock_claims(tx, change.order().id)) {
    const auto given = units.find(claim.line);
    if (given == units.end()) continue;
    if (given->second > claim.units) throw std::logic_error("more would be given back under a cap than was claimed");
    claim.units = given->second;
    lowered.push_back(std::move(claim));
  }
  store::lower_claims(tx, lowered);
}

}  // namespace

std::vector<GivenBack> all_units(const std::vector<LineRow>& lines) {
  std::vector<GivenBack> out;
  for (const auto& line : lines) out.push_back({line.id, line.left()});
  return out;
}

void give_back(db::Tx& tx, Random& random, const OrderChange& change, const std::vector<GivenBack>& units) {
  std::map<OrderLineId, std::int64_t> capped;
  std::map<PresaleId, std::int64_t> presales;
  for (const auto& given : units) {
    const auto& line = line_of(change, given.line);
    if (line.capped) capped[given.line] += given.units;
    if (line.presale) presales[*line.presale] += given.units;
  }
  if (!capped.empty()) give_back_claims(tx, change, capped);
  for (const auto& [presale, quantity] : presales) return_to_presale(tx, random, presale, change.order().id, quantity);
}

void settle_unpaid(db::Tx& tx, const OrderChange& change) {
  if (!any_capped(change)) return;
  auto claims = store::lock_claims(tx, change.order().id);
  std::erase_if(claims, [](const ClaimRow& claim) { return claim.key.kind != CapKind::unpaid; });
  store::lower_claims(tx, claims);
}

}  // namespace shanhai::orders
