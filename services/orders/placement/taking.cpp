#include "services/orders/placement/taking.hpp"

#include <set>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

struct Takings {
  CapUses uses;
  std::vector<ClaimRow> claims;
  std::set<std::pair<PresaleId, OrderId>> orders;
  std::map<PresaleId, std::int64_t> presales;
  std::map<RushTicketId, std::pair<BuyerId, std::int64_t>> tickets;
};

void add(Takings& sum, const Placement& placement) {
  const auto& taken = placement.taken;
  for (const auto& [key, use] : taken.uses) {
    auto& all = sum.uses[key];
    all = {all.units + use.units, use.most};
  }
  sum.claims.insert(sum.claims.end(), taken.claims.begin(), taken.claims.end());
  for (const auto& [presale, units] : taken.presales) sum.presales[presale] += units;
  for (const auto& order : placement.orders) {
    for (const auto& line : order.lines) {
      if (line.presale) sum.orders.emplace(*line.presale, order.row.id);
    }
  }
  for (const auto& [ticket, units] : taken.tickets) {
    auto& use = sum.tickets[ticket];
    use = {placement.group.buyer, use.second + units};
  }
}

std::vector<db::Params> rows_of(const CapUses& uses) {
  std::vector<db::Params> out;
  for (const auto& [key, use] : uses) {
    out.push_back(key_params(key));
    out.back().push_back({"units", use.units});
    out.back().push_back({"most", use.most});
  }
  return out;
}

std::vector<db::Params> rows_of(const std::vector<ClaimRow>& claims) {
  std::vector<db::Params> out;
  for (const auto& claim : claims) {
    out.push_back(key_params(claim.key));
    out.back().push_back({"order_id", claim.order});
    out.back().push_back({"line_id", claim.line});
    out.back().push_back({"units", claim.units});
  }
  return out;
}

}  // namespace

void add_takings(db::Script& script, std::span<const Placement* const> placements, Instant now) {
  Takings sum;
  for (const auto* placement : placements) {
    if (!placement->taken.empty()) add(sum, *placement);
  }
  std::vector<db::Params> orders, presales, tickets;
  for (const auto& [presale, order] : sum.orders) orders.push_back({{"presale", presale}, {"order_id", order}});
  for (const auto& [presale, units] : sum.presales) presales.push_back({{"id", presale}, {"units", units}});
  for (const auto& [ticket, use] : sum.tickets)
    tickets.push_back({{"id", ticket}, {"buyer", use.first}, {"units", use.second}});
  script.add_rows(queries::purchase_counter_take, rows_of(sum.uses));
  script.add_rows(queries::purchase_claim_insert, rows_of(sum.claims));
  script.add_rows(queries::presale_order_insert, orders);
  script.add_rows(queries::presale_take, presales).expect(presales.size());
  script.add_rows(queries::rush_ticket_use, tickets, {{"now", now}}).expect(tickets.size());
}

}  // namespace shanhai::orders::store
