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

class Api {
 public:
  virtual ~Api() = default;
  virtual Task<Result<MeasureTotals>> totals(TotalsQuery query) = 0;
};

}  // namespace shanhai::measurement
