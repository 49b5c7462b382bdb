// A checkout made ready for the order writer: everything that needs no lock is done before it queues.
#pragma once

#include "common/db/idempotency_key.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/placement/domain.hpp"

namespace shanhai::orders {

struct PlacementOrder {
  OrderRow row;
  std::string recipient_key;
  std::vector<LineRow> lines;              // `certified` is set by the writer
  std::vector<SealedDelivery> deliveries;  // their recipient_key is left empty
};

struct Placement {
  db::IdempotencyKey key;
  GroupRow group;
  std::vector<PlacementOrder> orders;
  std::vector<DemandLine> demand;
  std::string answer;  // JSON of the CheckoutReceipt
  By by;
};

struct Placed {
  std::string answer;
  bool replayed = false;
};

}  // namespace shanhai::orders
