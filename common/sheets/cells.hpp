// How a cell is written, in both formats. Of this folder.
#pragma once

#include <xlsxwriter.h>

#include "common/sheets/table.hpp"

namespace shanhai::sheets {

std::string text_of(const Cell& cell);
// `money`: the format of amounts in yuan.
void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell, lxw_format* money);
// As write_csv() writes a row, with its line end.
void append_csv_row(std::string& out, const std::vector<std::string>& cells);
lxw_doc_properties properties_of(Instant created);

// A file of nobody else's, gone at the end. std::runtime_error: there is no room for one.
class TemporaryFile {
 public:
  TemporaryFile();
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  std::string read() const;

 private:
  std::string path_;
};

}  // namespace shanhai::sheets
