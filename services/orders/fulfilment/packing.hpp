// What packing does to an order, its lots and the stock, in one transaction.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/fulfilment/rows.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// The order is locked. conflict order_state, insufficient_lot_stock {items}.
Result<void> pack_order(db::Tx& tx, Random& random, OrderChange& change, const By& by);

ParcelFacts parcel_facts(const OrderRow& order, const ParcelRow& parcel, const std::vector<ParcelLotRow>& lots);

}  // namespace shanhai::orders
