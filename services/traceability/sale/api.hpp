#pragma once

#include "common/json/json.hpp"
#include "services/traceability/lot/domain.hpp"
#include "services/traceability/sale/domain.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

BOOST_DESCRIBE_ENUM(TransferState, reserved, confirmed, refused)

struct SaleEntry {
  Bounded<1, kSaleUnitsMax> quantity;  // sale units
};
BOOST_DESCRIBE_STRUCT(SaleEntry, (), (quantity))

// What the idempotency key keeps; `available` is the lot's balance right after.
struct SaleReceipt {
  TransferId transfer_id;
  LotId lot_id;
  std::int64_t quantity = 0;
  std::int64_t available = 0;
};
BOOST_DESCRIBE_STRUCT(SaleReceipt, (), (transfer_id, lot_id, quantity, available))

struct SaleView : SaleReceipt {
  TransferState state = TransferState::reserved;  // reserved: recorded, reaches orders when it answers
};
BOOST_DESCRIBE_STRUCT(SaleView, (SaleReceipt), (state))

}  // namespace shanhai::traceability
