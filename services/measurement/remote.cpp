#include "services/measurement/remote.hpp"

namespace shanhai::measurement {

Task<Result<MeasureTotals>> RemoteApi::totals(TotalsQuery query) {
  auto answer = co_await client_.post<MeasureTotals>("/internal/v1/measurement/totals", query);
  co_return answer;
}

Task<Result<LineVolumes>> RemoteApi::line_volumes(LineVolumeQuery query) {
  auto answer = co_await client_.post<LineVolumes>("/internal/v1/measurement/line-volumes", query);
  co_return answer;
}

}  // namespace shanhai::measurement
