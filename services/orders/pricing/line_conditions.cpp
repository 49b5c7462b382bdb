#include "services/orders/pricing/line_conditions.hpp"

#include <algorithm>

namespace shanhai::orders {
namespace {

// Of the SKUs that have a cap which counts what a buyer takes.
std::vector<CounterKey> counters_of(const SaleTerms& terms, BuyerId buyer, Instant now) {
  std::vector<CounterKey> out;
  for (const auto& [sku, cap] : terms.caps) {
    for (const auto kind : {CapKind::buyer, CapKind::unpaid}) {
      if (!cap.terms.most(kind)) continue;
      const auto period = period_of(cap.terms, kind, now);
      out.push_back({sku, kind, std::string(buyer.raw()), period.from, period.until});
    }
  }
  return out;
}

// The least that any of the caps leaves.
std::map<SkuId, std::int64_t> allowances(db::Tx& tx, const SaleTerms& terms, BuyerId buyer) {
  const auto keys = counters_of(terms, buyer, tx.now());
  const auto counters = store::find_counters(tx, keys);
  std::map<SkuId, std::int64_t> out;
  for (const auto& key : keys) {
    const auto counter = counters.find(key);
    const auto taken = counter == counters.end() ? 0 : counter->second;
    const auto left = std::max<std::int64_t>(*terms.caps.at(key.sku).terms.most(key.kind) - taken, 0);
    const auto [at, first] = out.emplace(key.sku, left);
    if (!first) at->second = std::min(at->second, left);
  }
  return out;
}

}  // namespace

LineConditions read_conditions(db::Tx& tx, const std::vector<SkuStock>& stocks, BuyerId buyer) {
  LineConditions out;
  std::map<SkuId, SkuStock> under_terms;
  for (const auto& stock : stocks) {
    if (has_conditions(stock)) under_terms.emplace(stock.sku, stock);
  }
  if (under_terms.empty()) return out;
  const auto terms = read_terms(tx, under_terms, {});
  const auto allowed = allowances(tx, terms, buyer);
  for (const auto& [sku, stock] : under_terms) {
    LineCondition condition;
    static_cast<StorefrontSale&>(condition) = shown(stock, terms, tx.now());
    if (const auto most = allowed.find(sku); most != allowed.end()) condition.allowed = most->second;
    if (condition.rush) {
      const auto ticket = store::find_newest_ticket(tx, condition.rush->rush_id, buyer);
      if (ticket && ticket->may_place(tx.now())) condition.rush_ticket_id = ticket->id;
    }
    out.emplace(sku, std::move(condition));
  }
  return out;
}

std::string_view refusal_of(const LineCondition& condition, std::int64_t units, Instant now) {
  if (const auto& rush = condition.rush; rush && rush->joins_from <= now) {
    if (now < rush->starts_at) return "rush_not_started";
    if (!condition.rush_ticket_id) return "rush_ticket_required";
  }
  if (const auto& presale = condition.presale) {
    if (now < presale->starts_at) return "presale_not_open";
    if (now >= presale->ends_at) return "presale_over";
    if (units > presale->left) return "insufficient_stock";
  }
  if (condition.allowed && units > *condition.allowed) return "purchase_cap_exceeded";
  return {};
}

}  // namespace shanhai::orders
