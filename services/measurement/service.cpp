#include "services/measurement/service.hpp"

#include "services/measurement/audit.hpp"
#include "services/measurement/purchases/as_of.hpp"

namespace shanhai::measurement {

Task<Result<MeasureTotals>> Service::totals(TotalsQuery) {
  auto work = [](db::Tx& tx) -> Result<MeasureTotals> {
    return MeasureTotals{list_totals(tx), current_as_of(tx).orders.sequence};
  };
  co_return co_await database_.snapshot(std::move(work));
}

}  // namespace shanhai::measurement
