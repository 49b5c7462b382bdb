// What goes back besides stock when units of an order will not be delivered, and what is taken again when an expired
// order comes back: claims under purchase caps, and units of presales.
#pragma once

#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

struct GivenBack {
  OrderLineId line;
  std::int64_t units = 0;
};

// Once for units that store::release() gave back in this transaction: their SKUs' rows are locked. Nothing is read for
// lines that were sold without conditions. std::logic_error: more than was taken.
void give_back(db::Tx& tx, Random& random, const OrderChange& change, const std::vector<GivenBack>& units);
// All that is not packed and was not given back before.
std::vector<GivenBack> all_units(const std::vector<LineRow>& lines);

// The order is paid: its units are held unpaid no more.
void settle_unpaid(db::Tx& tx, const OrderChange& change);

}  // namespace shanhai::orders
