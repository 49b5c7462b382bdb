// How a report is answered.
#pragma once

#include <boost/describe.hpp>

namespace shanhai::measurement {

enum class ReportFormat { json, svg, csv, xlsx };
BOOST_DESCRIBE_ENUM(ReportFormat, json, svg, csv, xlsx)

}  // namespace shanhai::measurement
