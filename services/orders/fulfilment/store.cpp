#include "services/orders/fulfilment/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

}  // namespace

void insert_parcels(db::Tx& tx, const std::vector<ParcelRow>& parcels, const std::vector<ParcelLotRow>& lots) {
  std::vector<db::Params> parcel_rows, lot_rows;
  for (const auto& parcel : parcels) {
    parcel_rows.push_back({{"order_id", parcel.order},
                           {"id", parcel.id},
                           {"delivery", parcel.delivery},
                           {"division", parcel.division},
                           {"now", parcel.packed_at}});
  }
  for (const auto& lot : lots) {
    lot_rows.push_back({{"order_id", lot.order},
                        {"parcel_id", lot.parcel},
                        {"line_id", lot.line},
                        {"lot", lot.lot},
                        {"sku", lot.sku},
                        {"lot_number", lot.lot_number},
                        {"quantity", lot.quantity}});
  }
  tx.execute_rows(queries::parcel_insert, parcel_rows);
  tx.execute_rows(queries::parcel_lot_insert, lot_rows);
}

std::vector<ParcelRow> list_parcels(db::Tx& tx, OrderId order) {
  std::vector<ParcelRow> out;
  const auto rows = tx.query(queries::parcel_list, {{"order_id", order}});
  for (const auto row : rows) {
    out.push_back({row.get<ParcelId>("id"), row.get<OrderId>("order_id"), row.get<std::int64_t>("delivery"),
                   row.get<std::string>("division"), row.get<std::string>("carrier"),
                   row.get<std::string>("tracking_number"), row.get<Instant>("packed_at"),
                   row.find<Instant>("shipped_at")});
  }
  return out;
}

std::vector<ParcelLotRow> list_parcel_lots(db::Tx& tx, OrderId order) {
  std::vector<ParcelLotRow> out;
  const auto rows = tx.query(queries::parcel_lot_list, {{"order_id", order}});
  for (const auto row : rows) {
    out.push_back({row.get<OrderId>("order_id"), row.get<ParcelId>("parcel_id"), row.get<OrderLineId>("line_id"),
                   row.get<LotId>("lot"), row.get<SkuId>("sku"), row.get<std::string>("lot_number"),
                   row.get<std::int64_t>("quantity"), row.get<std::int64_t>("restocked")});
  }
  return out;
}

bool ship_parcel(db::Tx& tx, OrderId order, ParcelId parcel, std::string_view carrier,
                 std::string_view tracking_number) {
  return tx.execute(queries::parcel_ship, {{"order_id", order},
                                           {"id", parcel},
                                           {"carrier", carrier},
                                           {"tracking_number", tracking_number},
                                           {"now", tx.now()}}) == 1;
}

void restock_parcel_lot(db::Tx& tx, const ParcelLotRow& lot, std::int64_t quantity) {
  const auto matched = tx.execute(queries::parcel_lot_restock, {{"order_id", lot.order},
                                                                {"parcel_id", lot.parcel},
                                                                {"line_id", lot.line},
                                                                {"lot", lot.lot},
                                                                {"quantity", quantity}});
  if (matched != 1) throw std::logic_error("more would be restocked than was packed");
}

bool insert_rating(db::Tx& tx, OrderId order, OrganisationId supplier, std::int64_t stars, std::string_view comment) {
  return tx.try_insert(
      queries::rating_insert,
      {{"order_id", order}, {"supplier", supplier}, {"stars", stars}, {"comment", comment}, {"now", tx.now()}});
}

std::vector<OrderId> list_to_complete(db::Tx& tx, std::int64_t limit) {
  std::vector<OrderId> out;
  const auto rows = tx.query(queries::order_list_to_complete, {{"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<OrderId>("id"));
  return out;
}

}  // namespace shanhai::orders::store
