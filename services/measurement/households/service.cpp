#include "services/measurement/households/service.hpp"

#include "services/measurement/audited_reading.hpp"
#include "services/measurement/freezing/reporting.hpp"
#include "services/measurement/households/store.hpp"
#include "services/measurement/purchases/scope.hpp"

namespace shanhai::measurement {

Task<Result<HouseholdReport>> Households::count(auth::Principal caller, HouseholdQuery query) {
  SH_CO_TRY(auto scope, scope_of(caller));
  SH_CO_TRY(auto period, parse_period(query.period));
  SH_CO_TRY(const auto origins, to_divisions(query.origin_county, "origin_county"));
  scope.origins = scope.origins.intersect(origins);
  auto read = [this, query, scope, period](db::Tx& tx) -> Result<HouseholdReport> {
    auto as_of = current_as_of(tx);
    if (query.as_of) {
      SH_TRY(as_of, read_as_of(tx, query.as_of->str()));
    }
    HouseholdReport out;
    out.period = query.period;
    out.as_of = as_of.str();
    SH_TRY(auto frozen, find_frozen_state(tx, query.period.str(), as_of));
    const auto counted = store::count_households(tx, period, scope, frozen ? frozen->at : as_of);
    if (frozen) out.frozen = std::move(frozen->report);
    out.lots = counted.lots;
    out.suppressed = counted.households > 0 && counted.households < policy_.smallest_cell;
    if (!out.suppressed) out.households = counted.households;
    return out;
  };
  auto details = json::write(query).as_object();
  auto audited =
      read_audited(database_, random_, caller, "measurement.households.read", std::move(details), std::move(read));
  auto out = co_await std::move(audited);
  co_return out;
}

}  // namespace shanhai::measurement
