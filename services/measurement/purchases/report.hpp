// From sums to a report: ranks, shares, the year before, distinct counts, the first rows and the rest.
#pragma once

#include "services/measurement/purchases/distinct.hpp"
#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement::purchases {

// What a report is made of; `by` are the dimensions of the keys.
struct Found {
  std::vector<Dimension> by;
  std::vector<SumRow> rows;
  std::optional<std::vector<SumRow>> previous;  // of the same period a year before
  // By keys, and under no keys of the whole.
  std::map<DistinctOf, std::map<std::vector<std::string>, std::int64_t>> distinct;
  bool of_persons = true;  // buyers may be persons
};

// Rows, others and total.
void fill_report(Report& report, const ReportQuery& query, const Policy& policy, const Found& found);

}  // namespace shanhai::measurement::purchases
