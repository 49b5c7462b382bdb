#pragma once

#include "common/json/json.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

// requested: recorded, orders has not answered yet; confirmed: nothing of the lot can be packed or sold any more.
enum class RecallState { requested, confirmed };
BOOST_DESCRIBE_ENUM(RecallState, requested, confirmed)

struct RecallEntry {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(RecallEntry, (), (reason))

// What the idempotency key keeps.
struct RecallReceipt {
  LotId lot_id;
};
BOOST_DESCRIBE_STRUCT(RecallReceipt, (), (lot_id))

struct RecalledLot {
  LotId lot_id;
  LotKind kind = LotKind::packed;
  std::string lot_number;
  RecallState state = RecallState::requested;
  std::int64_t blocked_quantity = 0;  // unsold units taken off sale
};
BOOST_DESCRIBE_STRUCT(RecalledLot, (), (lot_id, kind, lot_number, state, blocked_quantity))

// A recall reaches the lot and every lot that was made of it.
struct RecallView {
  LotId lot_id;
  RecallState state = RecallState::requested;  // confirmed: of all lots
  std::string reason;
  Instant requested_at{};
  std::vector<RecalledLot> lots;
  std::vector<OrderId> orders;  // with units of these lots in a parcel; the first 1000
};
BOOST_DESCRIBE_STRUCT(RecallView, (), (lot_id, state, reason, requested_at, lots, orders))

}  // namespace shanhai::traceability
