// What other services ask of measurement.
#pragma once

#include "common/db/database.hpp"
#include "services/measurement/api.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kOrdersConsumer = "measurement.orders";
inline constexpr std::string_view kTraceabilityConsumer = "measurement.traceability";

class Service final : public Api {
 public:
  explicit Service(db::Database& database) : database_(database) {}

  Task<Result<MeasureTotals>> totals(TotalsQuery query) override;
  Task<Result<LineVolumes>> line_volumes(LineVolumeQuery query) override;

 private:
  db::Database& database_;
};

}  // namespace shanhai::measurement
