// Parcels, the lots bound to them, ratings.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/fulfilment/rows.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders::store {

// Parcels: those that were not opened again.
void insert_parcels(db::Tx& tx, const std::vector<ParcelRow>& parcels, const std::vector<ParcelLotRow>& lots);
std::vector<ParcelRow> list_parcels(db::Tx& tx, OrderId order);
std::vector<ParcelLotRow> list_parcel_lots(db::Tx& tx, OrderId order);
// False: no such parcel, or shipped before.
bool ship_parcel(db::Tx& tx, OrderId order, ParcelId parcel, std::string_view carrier,
                 std::string_view tracking_number);
// False: it has left.
bool unpack_parcel(db::Tx& tx, OrderId order, ParcelId parcel);
std::optional<OrderId> find_order_of_parcel(db::Tx& tx, ParcelId parcel);
// Of an order: parcels with a lot that was recalled after it was packed.
std::vector<ParcelId> list_recalled_parcels(db::Tx& tx, OrderId order);
// Packed and not shipped, of those orders.
std::vector<ParcelLotRow> list_waiting_lots(db::Tx& tx, const std::vector<OrderId>& orders);
void restock_parcel_lot(db::Tx& tx, const ParcelLotRow& lot, std::int64_t quantity);

// Units of a line in parcels, signed, and those that will not come. std::logic_error: they would not fit the line.
void add_packed(db::Tx& tx, OrderId order, OrderLineId line, std::int64_t quantity);
void add_declined(db::Tx& tx, OrderId order, OrderLineId line, std::int64_t quantity);

void insert_inspection(db::Tx& tx, const InspectionRow& row, const std::vector<InspectionLineRow>& lines);
std::optional<InspectionRow> find_inspection(db::Tx& tx, OrderId order);
std::vector<InspectionLineRow> list_inspection_lines(db::Tx& tx, InspectionId id);

// Somebody still has to act on a return of it.
bool has_open_return(db::Tx& tx, OrderId order);
// False: destroyed before.
bool forget_recipients(db::Tx& tx, OrderId order);

// False: rated before.
bool insert_rating(db::Tx& tx, OrderId order, OrganisationId supplier, std::int64_t stars, std::string_view comment);

// Without what the loop of that name tries again later.
std::vector<OrderId> list_to_complete(db::Tx& tx, std::string_view loop, std::int64_t limit);

}  // namespace shanhai::orders::store
