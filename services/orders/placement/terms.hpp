// The terms that SKUs are sold under besides price and stock, as their stock rows name them: a purchase cap, a presale,
// a rush.
#pragma once

#include <map>
#include <set>

#include "services/orders/admission/store.hpp"
#include "services/orders/caps/store.hpp"
#include "services/orders/placement/storefront.hpp"
#include "services/orders/presale/store.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {

inline bool has_conditions(const SkuStock& stock) { return stock.cap_version != 0 || stock.open_presale || stock.rush; }

struct SaleTerms {
  std::map<SkuId, CapRow> caps;
  std::map<PresaleId, PresaleRow> presales;
  std::map<RushId, RushRow> rushes;
  std::map<RushTicketId, TicketRow> tickets;
};

// Of SKUs that have any, with those of the tickets that are there; one round trip.
SaleTerms read_terms(db::Tx& tx, const std::map<SkuId, SkuStock>& stocks, const std::set<RushTicketId>& tickets);

// As everybody may see them.
StorefrontSale shown(const SkuStock& stock, const SaleTerms& terms, Instant now);

}  // namespace shanhai::orders
