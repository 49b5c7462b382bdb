// Tables that people bring and take as files: CSV (RFC 4180) and XLSX (ISO/IEC 29500-1, its first sheet), as rows of
// cells of text.
//
// A file is somebody's: what it may cost is limited before it is read. Archives are bounded in entries, in bytes and in
// how far an entry may expand, by what is really unpacked and not by what the archive says of itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace shanhai::sheets {

using Cells = std::vector<std::string>;

struct Limits {
  std::size_t rows = 5001;  // with the head line
  std::size_t columns = 64;
  std::size_t cell_bytes = 4000;
};

// The records of a CSV text without empty ones, its byte order mark left out. Text that is not UTF-8 is taken for
// GB 18030 (which contains GBK), as spreadsheets in China save it. invalid "": invalid_csv, unknown_encoding,
// too_many_rows; "/<row>": too_many_cells; "/<row>/<column letter>": cell_too_long. Rows count from 0, the head line.
Result<std::vector<Cells>> read_csv(std::string_view file, const Limits& limits = {});

// The first sheet. Numbers come as they are written where they are whole and below 10^15; one that a spreadsheet has
// already rounded is refused: "/<row>/<column letter>" number_not_exact. Formulas come as their stored results. Further
// errors as of read_csv, and invalid "": invalid_xlsx, file_expands_too_far.
Result<std::vector<Cells>> read_xlsx(std::string_view file, const Limits& limits = {});

// Whichever it is: an XLSX begins as a ZIP archive does.
Result<std::vector<Cells>> read(std::string_view file, const Limits& limits = {});

// UTF-8 with a byte order mark, which spreadsheets want, CRLF, and a quote before what they would take for a formula.
std::string write_csv(const std::vector<Cells>& rows);

// 0: "A", 26: "AA".
std::string column_letters(std::size_t column);

}  // namespace shanhai::sheets
