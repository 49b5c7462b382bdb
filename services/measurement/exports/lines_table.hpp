// Lines of purchases as a table for people. Pure.
#pragma once

#include "services/measurement/reports/rendering.hpp"

namespace shanhai::measurement {

sheets::TableHead head_of_lines(const PurchaseFilter& query, std::string_view as_of, const ReportHeading& heading);
// `number`: of the row, from 1. Names of organisations and products where they are known, else their ids; no person.
std::vector<sheets::Cell> row_of(const PurchaseLine& line, std::int64_t number, wording::Language language,
                                 const wording::Names& names);
// What of a page's lines is summed because it is of too few persons.
std::vector<sheets::Cell> row_of(const UntoldLines& untold, wording::Language language);
// Whose names a page asks for.
std::vector<std::string> ids_in(const std::vector<PurchaseLine>& lines);

}  // namespace shanhai::measurement
