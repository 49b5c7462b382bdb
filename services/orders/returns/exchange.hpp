// The replacement of goods that came back: a parcel of its own in the same order, with the lots it holds.
#pragma once

#include "services/orders/returns/change.hpp"

namespace shanhai::orders {

struct Waybill {
  std::string carrier, tracking_number;
};

// Binds lots to what was reserved, first expired first out, and ships them; false: what was reserved is not there any
// more (recalled, expired), nothing is done. The caller saves the change.
bool ship_replacement(ReturnChange& change, const Waybill& waybill, const By& by);

}  // namespace shanhai::orders
