// Parcels leave: one by one, with carrier and tracking number, until everything that will be delivered has left.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/fulfilment/rows.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

struct ParcelWaybill {
  ParcelId parcel;
  std::string carrier, tracking_number;
};

// The parcels of one locked order, as they leave. Nothing is told before finish(); a refusal leaves the transaction to
// be rolled back.
class Shipping {
 public:
  Shipping(db::Tx& tx, OrderChange& change, const By& by);

  const std::vector<ParcelRow>& parcels() const { return parcels_; }
  const ParcelRow* find(ParcelId id) const;
  // False: it left before, under this very waybill. unprocessable parcel_not_found; conflict parcel_shipped,
  // lot_recalled (a lot in it was recalled after it was packed: it is to be opened).
  Result<bool> ship(const ParcelWaybill& waybill);
  // Moves the order's state where something left.
  Result<void> finish();

 private:
  db::Tx& tx_;
  OrderChange& change_;
  const By& by_;
  std::vector<ParcelRow> parcels_;
  std::vector<ParcelLotRow> lots_;
  std::vector<ParcelId> recalled_;
  bool shipped_some_ = false;
};

// The last that could be delivered has left already: what was still missing will not come.
Result<void> close_shipping(db::Tx& tx, OrderChange& change);

}  // namespace shanhai::orders
