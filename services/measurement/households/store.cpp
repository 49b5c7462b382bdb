#include "services/measurement/households/store.hpp"

#include <algorithm>

#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {

namespace q = sql::measurement;

void insert_lot_households(db::Tx& tx, LotId lot, const std::vector<std::string>& households, std::int64_t sequence,
                           Date occurred_on) {
  constexpr std::string_view kOrigin = "traceability";
  const auto source = tx.query(q::lock_source, {{"origin", kOrigin}});
  const auto booked_on = std::max(source.front().get<Date>("booked_on"), occurred_on);
  std::vector<db::Params> rows;
  for (const auto& household : households) {
    rows.push_back({{"lot", lot}, {"household", household}, {"sequence", sequence}, {"booked_on", booked_on}});
  }
  tx.execute_rows(q::insert_lot_household, rows);
  tx.execute(q::advance_source, {{"origin", kOrigin}, {"sequence", sequence}, {"booked_on", booked_on}});
}

void insert_lot_shipments(db::Tx& tx, std::span<const LotShipment> shipments) {
  std::vector<db::Params> rows;
  for (const auto& shipment : shipments) {
    rows.push_back({{"lot", shipment.lot},
                    {"parcel", shipment.parcel},
                    {"line", shipment.line},
                    {"shipped_on", shipment.shipped_on},
                    {"supplier", shipment.supplier},
                    {"delivery_division", shipment.delivery_division},
                    {"quantity", shipment.quantity},
                    {"sequence", shipment.sequence}});
  }
  tx.execute_rows(q::insert_lot_shipment, rows);
}

HouseholdCount count_households(db::Tx& tx, const Period& period, const Visibility& scope, const AsOf& as_of) {
  const auto rows = tx.query(q::count_households, {{"from", period.from},
                                                   {"to", period.to},
                                                   {"orders_cut", as_of.orders.sequence},
                                                   {"households_cut", as_of.households.sequence},
                                                   {"all_buyers", scope.buyers.everything},
                                                   {"buyers", list_or_any(scope.buyers)},
                                                   {"all_origins", scope.origins.everything},
                                                   {"origins", list_or_any(scope.origins)},
                                                   {"no_source", RefundId()}});
  return {rows.front().get<std::int64_t>("households"), rows.front().get<std::int64_t>("lots")};
}

}  // namespace shanhai::measurement::store
