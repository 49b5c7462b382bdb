// A sheet of products in memory: its rows, and which of them are one product.
#pragma once

#include "services/catalog/bulk/columns.hpp"

namespace shanhai::catalog {

// Something wrong in a row. An empty heading: the row as a whole.
struct Problem {
  std::size_t row = 0;  // its number in the sheet
  std::string heading, code, detail;
};

struct ProductLines {
  std::string ref;                 // empty: the row names none
  std::vector<std::size_t> lines;  // places in Sheet::rows, in their order
};

struct Sheet {
  Head head;
  std::vector<sheets::Row> rows;                         // behind the headings, none of them blank
  std::vector<ProductLines> products;                    // in the order of their first rows
  std::map<std::size_t, std::vector<Problem>> problems;  // by place in `rows`: what comparing rows shows

  // Of a column; empty where the sheet does not have it. `line`: a place in `rows`.
  const std::string& cell(std::size_t line, std::size_t column) const;
};

// What a sheet may hold: some 64 MB of text, so that an import takes usually 50 MB of memory and at most some 400, and
// one sheet is worked at in a process at a time.
sheets::LongLimits sheet_limits(std::size_t rows_max);

// Of a file's first row that is not blank. Errors as of read_head() and read_rows(); invalid "" required: there is
// none.
Result<Head> read_sheet_head(std::string_view file, std::size_t rows_max);
// Blocking for seconds at 50,000 rows. A product_ref that is left out is that of the row before where the row says
// nothing else of a product: so cells that were merged down are read. Errors as above.
Result<Sheet> read_sheet(std::string_view file, std::size_t rows_max);

}  // namespace shanhai::catalog
