// Delivery and acceptance of a locked order: by its buyer, by the platform, or because time has passed.
#pragma once

#include "common/files/file.hpp"
#include "services/orders/context.hpp"
#include "services/orders/fulfilment/views.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// invalid /delivered_at: before it was shipped or in the future. conflict order_state.
Result<void> deliver_order(const Policy& policy, OrderChange& change, Instant at, Instant now, const By& by);

// The supplier's money accrues. conflict order_state.
Result<void> accept_order(db::Tx& tx, Context& context, OrderChange& change, const By& by);

// An institution's: what it found, line by line. What it accepts is accepted; where it rejects everything the order is
// delivered only. invalid /inspection/...; conflict order_state.
Result<void> inspect_order(db::Tx& tx, Context& context, OrderChange& change, const InspectionBody& inspection,
                           const Command& command);

// What an inspection rejected, as a quality claim of the buyer. The order is saved. Errors as of asking for a return.
Result<void> claim_rejected(db::Tx& tx, Context& context, OrderId order, const InspectionBody& inspection,
                            const std::vector<files::KeptFile>& evidence, const Command& command);

// inspection_not_found.
Result<InspectionView> read_inspection(db::Tx& tx, const Context& context, const OrderRow& order,
                                       const auth::Principal& caller);

}  // namespace shanhai::orders
