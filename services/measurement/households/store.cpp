#include "services/measurement/households/store.hpp"

#include "services/orders/api.hpp"
#include "services/traceability/api.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {

namespace q = sql::measurement;

Result<void> apply_lot_put_on_sale(db::Tx& tx, const events::Event& event) {
  if (event.type != traceability::kLotPutOnSale) return {};
  SH_TRY(auto lot, json::read<traceability::LotPutOnSale>(event.payload));
  std::vector<db::Params> rows;
  for (const auto& household : lot.households) rows.push_back({{"lot", lot.lot}, {"household", household}});
  tx.execute_rows(q::insert_lot_household, rows);
  return {};
}

Result<void> apply_parcel_shipped(db::Tx& tx, const events::Event& event) {
  if (event.type != orders::kParcelShipped) return {};
  SH_TRY(auto parcel, json::read<orders::ParcelFacts>(event.payload));
  std::vector<db::Params> rows;
  for (const auto& lot : parcel.lots) {
    rows.push_back({{"lot", lot.lot},
                    {"parcel", parcel.parcel},
                    {"line", lot.line},
                    {"shipped_on", china_date(event.occurred_at)},
                    {"supplier", parcel.supplier},
                    {"delivery_division", parcel.delivery_division},
                    {"quantity", lot.quantity}});
  }
  tx.execute_rows(q::insert_lot_shipment, rows);
  return {};
}

namespace {
db::Value list_or_any(const DivisionSet& set) {
  return set.everything ? db::Value::list({db::Value("")}) : db::Value::list_of(set.codes);
}
}  // namespace

HouseholdCount count_households(db::Tx& tx, const Period& period, const Visibility& scope) {
  const auto rows = tx.query(q::count_households, {{"from", period.from},
                                                   {"to", period.to},
                                                   {"all_buyers", scope.buyers.everything},
                                                   {"buyers", list_or_any(scope.buyers)},
                                                   {"all_origins", scope.origins.everything},
                                                   {"origins", list_or_any(scope.origins)},
                                                   {"no_source", RefundId()}});
  return {rows.front().get<std::int64_t>("households"), rows.front().get<std::int64_t>("lots")};
}

}  // namespace shanhai::measurement::store
