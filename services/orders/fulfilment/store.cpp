#include "services/orders/fulfilment/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

ParcelLotRow read_parcel_lot(const db::Row& row) {
  return {row.get<OrderId>("order_id"),
          row.get<ParcelId>("parcel_id"),
          row.get<OrderLineId>("line_id"),
          row.get<LotId>("lot"),
          row.get<SkuId>("sku"),
          row.get<std::string>("lot_number"),
          row.get<std::int64_t>("quantity"),
          row.get<std::int64_t>("restocked")};
}

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
  for (const auto row : rows) out.push_back(read_parcel_lot(row));
  return out;
}

std::vector<ParcelLotRow> list_waiting_lots(db::Tx& tx, const std::vector<OrderId>& orders) {
  std::vector<ParcelLotRow> out;
  if (orders.empty()) return out;
  const auto rows = tx.query(queries::parcel_lot_list_waiting, {{"orders", db::Value::list_of(orders)}});
  for (const auto row : rows) out.push_back(read_parcel_lot(row));
  return out;
}

bool unpack_parcel(db::Tx& tx, OrderId order, ParcelId parcel) {
  return tx.execute(queries::parcel_unpack, {{"order_id", order}, {"id", parcel}, {"now", tx.now()}}) == 1;
}

std::optional<OrderId> find_order_of_parcel(db::Tx& tx, ParcelId parcel) {
  const auto rows = tx.query(queries::parcel_find_order, {{"id", parcel}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<OrderId>("order_id");
}

std::vector<ParcelId> list_recalled_parcels(db::Tx& tx, OrderId order) {
  std::vector<ParcelId> out;
  const auto rows = tx.query(queries::parcel_lot_list_recalled, {{"order_id", order}});
  for (const auto row : rows) out.push_back(row.get<ParcelId>("parcel_id"));
  return out;
}

void add_packed(db::Tx& tx, OrderId order, OrderLineId line, std::int64_t quantity) {
  const auto matched =
      tx.execute(queries::order_line_pack, {{"order_id", order}, {"id", line}, {"quantity", quantity}});
  if (matched != 1) throw std::logic_error("more would be packed than was bought");
}

void add_declined(db::Tx& tx, OrderId order, OrderLineId line, std::int64_t quantity) {
  const auto matched =
      tx.execute(queries::order_line_decline, {{"order_id", order}, {"id", line}, {"quantity", quantity}});
  if (matched != 1) throw std::logic_error("more would be declined than was bought");
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

void insert_inspection(db::Tx& tx, const InspectionRow& row, const std::vector<InspectionLineRow>& lines) {
  tx.execute(queries::inspection_insert, {{"order_id", row.order},
                                          {"id", row.id},
                                          {"inspector", db::Bytes{row.inspector}},
                                          {"inspected_at", row.inspected_at},
                                          {"recorded_by", row.recorded_by},
                                          {"now", row.recorded_at}});
  std::vector<db::Params> rows;
  for (const auto& line : lines) {
    rows.push_back({{"inspection_id", row.id},
                    {"line_id", line.line},
                    {"accepted", line.accepted},
                    {"rejected", line.rejected},
                    {"remark", line.remark}});
  }
  tx.execute_rows(queries::inspection_line_insert, rows);
}

std::optional<InspectionRow> find_inspection(db::Tx& tx, OrderId order) {
  const auto rows = tx.query(queries::inspection_find, {{"order_id", order}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return InspectionRow{row.get<InspectionId>("id"),           row.get<OrderId>("order_id"),
                       row.get<db::Bytes>("inspector").value, row.get<Instant>("inspected_at"),
                       row.get<Instant>("recorded_at"),       row.get<AccountId>("recorded_by")};
}

std::vector<InspectionLineRow> list_inspection_lines(db::Tx& tx, InspectionId id) {
  std::vector<InspectionLineRow> out;
  const auto rows = tx.query(queries::inspection_line_list, {{"inspection_id", id}});
  for (const auto row : rows) {
    out.push_back({row.get<OrderLineId>("line_id"), row.get<std::int64_t>("accepted"),
                   row.get<std::int64_t>("rejected"), row.get<std::string>("remark")});
  }
  return out;
}

bool has_open_return(db::Tx& tx, OrderId order) {
  return !tx.query(queries::return_find_open, {{"order_id", order}}).empty();
}

bool forget_recipients(db::Tx& tx, OrderId order) {
  return tx.execute(queries::order_forget_recipients, {{"id", order}}) == 1;
}

std::vector<OrderId> list_to_complete(db::Tx& tx, std::string_view loop, std::int64_t limit) {
  std::vector<OrderId> out;
  const auto rows = tx.query(queries::order_list_to_complete, {{"now", tx.now()}, {"loop", loop}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<OrderId>("id"));
  return out;
}

}  // namespace shanhai::orders::store
