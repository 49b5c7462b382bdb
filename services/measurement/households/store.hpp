// Which households' lots were shipped: kept from two streams, joined when read.
#pragma once

#include <span>

#include "common/base/ids.hpp"
#include "common/db/transaction.hpp"
#include "services/measurement/purchases/as_of.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement::store {

// By an event of traceability, in their order. Naming a household of a lot again changes nothing.
void insert_lot_households(db::Tx& tx, LotId lot, const std::vector<std::string>& households, std::int64_t sequence,
                           Date occurred_on);

struct LotShipment {
  LotId lot;
  ParcelId parcel;
  OrderLineId line;
  Date shipped_on{};
  OrganisationId supplier;
  std::string delivery_division;
  std::int64_t quantity = 0;
  std::int64_t sequence = 0;  // of the orders' event
};
void insert_lot_shipments(db::Tx& tx, std::span<const LotShipment> shipments);

struct HouseholdCount {
  std::int64_t households = 0;  // distinct
  std::int64_t lots = 0;
};
// As far as was known at that state.
HouseholdCount count_households(db::Tx& tx, const Period& period, const Visibility& scope, const AsOf& as_of);

}  // namespace shanhai::measurement::store
