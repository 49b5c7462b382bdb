// A checkout made ready for the order writer: everything that needs no lock is done before it queues.
#pragma once

#include "common/db/idempotency_key.hpp"
#include "services/orders/caps/store.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/placement/destination.hpp"
#include "services/orders/placement/domain.hpp"
#include "services/orders/placement/texts.hpp"

namespace shanhai::orders {

struct PlacementOrder {
  OrderRow row;
  std::string recipient_key;
  std::vector<LineRow> lines;              // what the writer finds stands in them when they are written
  std::vector<SealedDelivery> deliveries;  // their recipient_key is left empty
};

// What it takes besides stock of SKUs that are sold under conditions (conditions.hpp).
struct Taken {
  std::vector<ClaimRow> claims;
  CapUses uses;  // sums of the claims
  std::map<PresaleId, std::int64_t> presales;
  std::map<RushTicketId, std::int64_t> tickets;

  bool empty() const { return claims.empty() && presales.empty() && tickets.empty(); }
};

struct Placement {
  db::IdempotencyKey key;
  GroupRow group;
  std::vector<PlacementOrder> orders;
  std::vector<DemandLine> demand;
  std::map<std::int64_t, Destination> destinations;  // by delivery
  std::vector<RushTicketId> rush_tickets;
  bool accepts_presale = false;
  bool was_admitted = false;  // placed before: it needs no ticket now
  Taken taken;                // set by the writer
  std::string answer;         // JSON of the CheckoutReceipt
  By by;
  PlacementTexts texts;  // by Writer::place
};

// Those that are shipped before anybody pays.
inline std::vector<OrderId> on_credit(const Placement& placement) {
  std::vector<OrderId> out;
  for (const auto& order : placement.orders) {
    if (order.row.on_credit) out.push_back(order.row.id);
  }
  return out;
}

struct Placed {
  std::string answer;
  bool replayed = false;
};

}  // namespace shanhai::orders
