// What other services may ask of measurement.
#pragma once

#include "common/async/task.hpp"
#include "common/json/json.hpp"
#include "services/orders/api.hpp"

namespace shanhai::measurement {

// For the audit: everything counted under one measure.
struct MeasureTotal {
  orders::Measure measure = orders::Measure::ordered;
  Money gross, refunded;
  std::int64_t lines = 0;
};
BOOST_DESCRIBE_STRUCT(MeasureTotal, (), (measure, gross, refunded, lines))

struct MeasureTotals {
  std::vector<MeasureTotal> items;
  std::int64_t applied_sequence = 0;  // of the orders stream
};
BOOST_DESCRIBE_STRUCT(MeasureTotals, (), (items, applied_sequence))

struct TotalsQuery {};
BOOST_DESCRIBE_STRUCT(TotalsQuery, (), ())

// For the audit: what is counted of lines of orders, and of the freight under an order's id.
struct LineVolume {
  orders::Measure measure = orders::Measure::ordered;
  OrderLineId line;
  Money gross, refunded;
  std::string buyer_division, production_county;
};
BOOST_DESCRIBE_STRUCT(LineVolume, (), (measure, line, gross, refunded, buyer_division, production_county))

struct LineVolumes {
  std::vector<LineVolume> items;
};
BOOST_DESCRIBE_STRUCT(LineVolumes, (), (items))

struct LineVolumeQuery {
  std::vector<OrderLineId> lines;  // at most 2000
};
BOOST_DESCRIBE_STRUCT(LineVolumeQuery, (), (lines))

class Api {
 public:
  virtual ~Api() = default;
  virtual Task<Result<MeasureTotals>> totals(TotalsQuery query) = 0;
  virtual Task<Result<LineVolumes>> line_volumes(LineVolumeQuery query) = 0;
};

}  // namespace shanhai::measurement
