// How a report is answered.
#pragma once

#include <boost/describe.hpp>

namespace shanhai::measurement {

enum class ReportFormat { json, svg, csv, xlsx };
BOOST_DESCRIBE_ENUM(ReportFormat, json, svg, csv, xlsx)

// How figures are that nobody files, or draws.
enum class ChartFormat { json, svg };
BOOST_DESCRIBE_ENUM(ChartFormat, json, svg)
enum class TableFormat { json, csv, xlsx };
BOOST_DESCRIBE_ENUM(TableFormat, json, csv, xlsx)

}  // namespace shanhai::measurement
