// Measurement's Api over HTTP, for when it runs apart.
#pragma once

#include "common/http/client.hpp"
#include "services/measurement/api.hpp"

namespace shanhai::measurement {

class RemoteApi final : public Api {
 public:
  explicit RemoteApi(http::ServiceClient client) : client_(std::move(client)) {}
  Task<Result<MeasureTotals>> totals(TotalsQuery query) override;
  Task<Result<LineVolumes>> line_volumes(LineVolumeQuery query) override;

 private:
  http::ServiceClient client_;
};

}  // namespace shanhai::measurement
