// Which households' lots were shipped: two streams, applied in any order, joined when read.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement::store {

Result<void> apply_lot_put_on_sale(db::Tx& tx, const events::Event& event);  // other events are passed over
Result<void> apply_parcel_shipped(db::Tx& tx, const events::Event& event);   // other events are passed over

struct HouseholdCount {
  std::int64_t households = 0;  // distinct
  std::int64_t lots = 0;
};
HouseholdCount count_households(db::Tx& tx, const Period& period, const Visibility& scope);

}  // namespace shanhai::measurement::store
