// A table of any length as a file, CSV or XLSX, written row after row in memory that does not grow with it.
#pragma once

#include <cstdint>
#include <memory>

#include "common/sheets/table.hpp"

namespace shanhai::sheets {

enum class TableFormat { csv, xlsx };

struct TableHead {
  std::string title;                 // above the table unless empty; also of the XLSX's tabs, as far as it may be
  std::vector<std::string> lines;    // below the title: period, when, by whom
  std::vector<std::string> columns;  // their headings
  std::vector<int> widths;           // of the XLSX's columns, in characters; fewer than columns: the last counts
  Instant created{};                 // what the XLSX says of itself
};

// Blocking; used by one thread at a time. Each method throws std::system_error or std::runtime_error where the disk is
// full or away. What was not finished is no table: who began it removes the file.
class TableFile {
 public:
  static std::unique_ptr<TableFile> begin(TableFormat format, const std::string& path, const TableHead& head);
  virtual ~TableFile() = default;

  // An XLSX goes on with another tab, under the same headings, where one can't hold more rows (1,048,576).
  virtual void append(const std::vector<std::vector<Cell>>& rows) = 0;
  // Below the table, a line of text.
  virtual void append_line(const std::string& text) = 0;
  // The file is whole, and on disk.
  virtual void finish() = 0;
};

// A short one in memory, with `lines` below it. Blocking: by a temporary file.
std::string table_bytes(TableFormat format, const TableHead& head, const std::vector<std::vector<Cell>>& rows,
                        const std::vector<std::string>& lines = {});

std::string_view media_type_of(TableFormat format);
std::string_view extension_of(TableFormat format);  // "csv"

}  // namespace shanhai::sheets
