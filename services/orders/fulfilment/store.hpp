// Parcels, the lots bound to them, ratings.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/fulfilment/rows.hpp"

namespace shanhai::orders::store {

void insert_parcels(db::Tx& tx, const std::vector<ParcelRow>& parcels, const std::vector<ParcelLotRow>& lots);
std::vector<ParcelRow> list_parcels(db::Tx& tx, OrderId order);
std::vector<ParcelLotRow> list_parcel_lots(db::Tx& tx, OrderId order);
// False: no such parcel, or shipped before.
bool ship_parcel(db::Tx& tx, OrderId order, ParcelId parcel, std::string_view carrier,
                 std::string_view tracking_number);
void restock_parcel_lot(db::Tx& tx, const ParcelLotRow& lot, std::int64_t quantity);

// False: rated before.
bool insert_rating(db::Tx& tx, OrderId order, OrganisationId supplier, std::int64_t stars, std::string_view comment);

std::vector<OrderId> list_to_complete(db::Tx& tx, std::int64_t limit);

}  // namespace shanhai::orders::store
