// The reference that traces are measured against: recursive statements on the same tables.
#pragma once

#include <string>
#include <vector>

namespace shanhai::load {

struct TraceBySql {
  double milliseconds = 0;
  std::string totals;  // lots behind, households, lots made of it, order lines; with blanks between
};

// `lots`: ids in hexadecimal. `access` as Session takes it.
std::vector<TraceBySql> trace_by_sql(const std::vector<std::string>& access, const std::vector<std::string>& lots);

}  // namespace shanhai::load
