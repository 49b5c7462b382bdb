#include "services/orders/placement/terms.hpp"

#include "services/orders/admission/views.hpp"
#include "services/orders/caps/views.hpp"
#include "services/orders/presale/views.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

namespace queries = sql::orders;

template <class Id>
db::Params ids_of(const std::set<Id>& ids) {
  return {{"ids", db::Value::list_of(std::vector<Id>(ids.begin(), ids.end()))}};
}

StorefrontCap shown(const PurchaseCapView& cap) {
  return {cap.unpaid_max, cap.buyer_max, cap.address_max, cap.period_days, cap.counts_from};
}

StorefrontPresale shown(const PresaleView& sale) {
  return {sale.presale_id, sale.allotment, sale.left, sale.starts_at, sale.ends_at, sale.ships_from, sale.ships_by};
}

StorefrontRush shown(const RushView& rush) {
  return {rush.rush_id,        rush.joins_from,  rush.starts_at, rush.ends_at, rush.admitted_per_minute,
          rush.window_seconds, rush.seed_digest, rush.numbered,  rush.admitted};
}

}  // namespace

SaleTerms read_terms(db::Tx& tx, const std::map<SkuId, SkuStock>& stocks, const std::set<RushTicketId>& tickets) {
  std::vector<db::Params> caps;
  std::set<PresaleId> presales;
  std::set<RushId> rushes;
  for (const auto& [sku, stock] : stocks) {
    if (stock.cap_version != 0) caps.push_back({{"sku", sku}, {"version", stock.cap_version}});
    if (stock.open_presale) presales.insert(*stock.open_presale);
    if (stock.rush) rushes.insert(*stock.rush);
  }
  const bool with_tickets = !rushes.empty() && !tickets.empty();
  db::Script script("orders.terms_read");
  if (!caps.empty()) script.add_rows(queries::purchase_cap_find_many, caps);
  if (!presales.empty()) script.add(queries::presale_find_many, ids_of(presales));
  if (!rushes.empty()) script.add(queries::rush_find_many, ids_of(rushes));
  if (with_tickets) script.add(queries::rush_ticket_find_many, ids_of(tickets));
  const auto answers = tx.query(script);
  SaleTerms out;
  std::size_t part = 0;
  const auto take = [&](bool asked, auto& into, auto read, auto key) {
    if (!asked) return;
    for (const auto row : answers[part]) {
      auto value = read(row);
      const auto id = key(value);
      into.emplace(id, std::move(value));
    }
    ++part;
  };
  take(!caps.empty(), out.caps, store::read_cap, [](const CapRow& cap) { return cap.sku; });
  take(!presales.empty(), out.presales, store::read_presale, [](const PresaleRow& presale) { return presale.id; });
  take(!rushes.empty(), out.rushes, store::read_rush, [](const RushRow& rush) { return rush.id; });
  take(with_tickets, out.tickets, store::read_ticket, [](const TicketRow& ticket) { return ticket.id; });
  return out;
}

StorefrontSale shown(const SkuStock& stock, const SaleTerms& terms, Instant now) {
  StorefrontSale out;
  out.sku_id = stock.sku;
  if (const auto cap = terms.caps.find(stock.sku); cap != terms.caps.end())
    out.purchase_cap = shown(view_of(cap->second));
  if (stock.open_presale) out.presale = shown(view_of(terms.presales.at(*stock.open_presale)));
  if (stock.rush) {
    const auto& rush = terms.rushes.at(*stock.rush);
    if (!rush.over(now)) out.rush = shown(view_of(rush, now));
  }
  return out;
}

}  // namespace shanhai::orders
