// Tables so long that one wrong cell must not refuse them: row after row, each under the number that a person sees
// beside it, with what cannot be taken of it. The readers of sheets.hpp stand on these.
#pragma once

#include <functional>

#include "common/sheets/sheets.hpp"

namespace shanhai::sheets {

struct WrongCell {
  std::size_t column = 0;
  std::string code;    // cell_too_long, number_not_exact, formula_error, invalid_utf8; too_many_cells: once of a row
  std::string detail;  // some 100 bytes at most
};

struct Row {
  std::size_t number = 0;  // in the sheet, from 1: empty rows count
  Cells cells;             // what cannot be taken is empty
  std::vector<WrongCell> wrong;
};

struct LongLimits : Limits {
  std::size_t bytes = 16 << 20;     // of all cells together, and what is told of wrong ones
  std::size_t unpacked = 16 << 20;  // of an XLSX
};

// False: enough.
using RowSink = std::function<bool(Row)>;

// Rows that are not empty, in their order. An XLSX is unpacked piece by piece: of its sheet no more is held than a row
// and some 512 KiB, of its shared strings `limits.bytes`. A CSV that is no UTF-8 is held twice more while it is
// converted. invalid "": invalid_csv, unknown_encoding, invalid_xlsx, too_many_rows, file_expands_too_far.
Result<void> read_rows(std::string_view file, const LongLimits& limits, const RowSink& sink);
Result<void> read_csv_rows(std::string_view file, const LongLimits& limits, const RowSink& sink);
Result<void> read_xlsx_rows(std::string_view file, const LongLimits& limits, const RowSink& sink);

bool is_xlsx(std::string_view file);  // it begins as a ZIP archive does

// Whether spreadsheets would run what begins so: write_csv() puts a quote before it.
bool looks_like_a_formula(std::string_view cell);

}  // namespace shanhai::sheets
