#include "services/orders/settlement/sheet.hpp"

#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "common/sheets/sheets.hpp"
#include "services/orders/notation.hpp"

namespace shanhai::orders {
namespace {

constexpr double kFenInYuan = 100.0;
constexpr double kColumnWidth = 18;

// A file of nobody else's, gone at the end.
class TemporaryFile {
 public:
  TemporaryFile() : path_((std::filesystem::temp_directory_path() / "shanhai-sheet-XXXXXX").string()) {
    const int descriptor = ::mkstemp(path_.data());
    if (descriptor < 0) throw std::runtime_error("no temporary file for a sheet");
    ::close(descriptor);
  }
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  std::string read() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

 private:
  std::string path_;
};

void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const SheetCell& cell, lxw_format* money) {
  if (const auto* amount = std::get_if<Money>(&cell)) {
    worksheet_write_number(sheet, row, column, static_cast<double>(amount->fen()) / kFenInYuan, money);
  } else {
    worksheet_write_string(sheet, row, column, std::get<std::string>(cell).c_str(), nullptr);
  }
}

}  // namespace

std::string to_csv(const Sheet& sheet) {
  std::vector<sheets::Cells> rows{sheet.columns};
  for (const auto& cells : sheet.rows) {
    auto& row = rows.emplace_back();
    for (const auto& cell : cells) {
      const auto* amount = std::get_if<Money>(&cell);
      row.push_back(amount ? to_yuan(*amount) : std::get<std::string>(cell));
    }
  }
  return sheets::write_csv(rows);
}

std::string to_xlsx(const Sheet& sheet) {
  const TemporaryFile file;
  lxw_workbook_options options{};
  options.constant_memory = LXW_FALSE;
  auto* book = workbook_new_opt(file.path().c_str(), &options);
  if (!book) throw std::runtime_error("no memory for a sheet");
  auto* page = workbook_add_worksheet(book, sheet.title.c_str());
  auto* bold = workbook_add_format(book);
  format_set_bold(bold);
  auto* money = workbook_add_format(book);
  format_set_num_format(money, "0.00");
  const auto columns = static_cast<lxw_col_t>(sheet.columns.size());
  worksheet_set_column(page, 0, columns, kColumnWidth, nullptr);
  for (lxw_col_t i = 0; i < columns; ++i) worksheet_write_string(page, 0, i, sheet.columns[i].c_str(), bold);
  lxw_row_t row = 1;
  for (const auto& cells : sheet.rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) write_cell(page, row, static_cast<lxw_col_t>(i), cells[i], money);
    ++row;
  }
  worksheet_freeze_panes(page, 1, 0);
  if (workbook_close(book) != LXW_NO_ERROR) throw std::runtime_error("a sheet could not be written");
  return file.read();
}

}  // namespace shanhai::orders
