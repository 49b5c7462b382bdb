// What packing does to an order, its lots and the stock, in one transaction; and opening a parcel again before it left.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/fulfilment/rows.hpp"
#include "services/orders/fulfilment/views.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// The order is locked. Binds lots to the parcels that the body names, first expired first out; without any, to one
// parcel per delivery with all that is left. invalid /parcels...; unprocessable line_not_found, more_than_left,
// another_address (the place is named); conflict order_state (nothing left, not paid), insufficient_lot_stock {items}.
Result<void> pack_order(db::Tx& tx, Context& context, OrderChange& change, const PackBody& body, const By& by);

// The lots go back, and the order waits for their units again. not found: parcel; conflict parcel_shipped.
Result<void> unpack_parcel(db::Tx& tx, Context& context, OrderChange& change, ParcelId parcel, const By& by);

ParcelFacts parcel_facts(const OrderRow& order, const ParcelRow& parcel, const std::vector<ParcelLotRow>& lots);

}  // namespace shanhai::orders
