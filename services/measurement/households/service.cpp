#include "services/measurement/households/service.hpp"

#include "services/measurement/households/store.hpp"
#include "services/measurement/purchases/scope.hpp"

namespace shanhai::measurement {

Task<Result<HouseholdReport>> Households::count(auth::Principal caller, HouseholdQuery query) {
  SH_CO_TRY(auto scope, scope_of(caller));
  SH_CO_TRY(auto period, parse_period(query.period));
  SH_CO_TRY(const auto origins, to_divisions(query.origin_county, "origin_county"));
  scope.origins = scope.origins.intersect(origins);
  auto work = [this, caller, query, scope, period](db::Tx& tx) -> Result<HouseholdReport> {
    const auto counted = store::count_households(tx, period, scope);
    audit_read(tx, random_, caller, "measurement.households.read", json::write(query).as_object());
    HouseholdReport out{query.period, counted.households, counted.lots, false};
    out.suppressed = counted.households > 0 && counted.households < policy_.smallest_cell;
    if (out.suppressed) out.households.reset();
    return out;
  };
  co_return co_await database_.transaction(std::move(work));
}

}  // namespace shanhai::measurement
